/** `npm start`: the whole of Tributary on this machine, until Ctrl-C. */
import { HELP, readFlags } from './flags.ts'
import { openInBrowser } from './browser.ts'
import { Ended, openSay, StartProblem, type Say } from './say.ts'
import { startStack, type Stack } from './stack.ts'

const SAME_KEY_MS = 700

async function main(): Promise<number> {
  const flags = readFlags(process.argv.slice(2))
  if (flags === 'help') {
    console.log(HELP)
    return 0
  }
  const asked = untilAsked()
  const say = openSay(flags.quiet, asked)
  say.line('Tributary')
  const broken = Promise.withResolvers<string>()
  const stack = await startStack({ ...flags, onBroken: broken.resolve }, say)
  greet(stack, flags.folder, say)
  if (flags.open && !openInBrowser(stack.url)) say.line('  No display here: open the address in a browser yourself.')
  const why = await Promise.race([aborted(asked), broken.promise])
  if (why) console.error(`\n${why}. Ending everything; start again to resume.`)
  await openSay(flags.quiet).step('Saved and ended', () => stack.stop())
  return why ? 1 : 0
}

/** Aborted by the first Ctrl-C, which lets everything be saved; the second one does not wait for anything. */
function untilAsked(): AbortSignal {
  const asked = new AbortController()
  let first = 0
  const end = () => {
    first ||= Date.now()
    asked.abort()
    // A terminal tells the whole group, and npm passes it on once more: the same Ctrl-C arrives twice at once.
    if (Date.now() - first > SAME_KEY_MS) process.exit(130)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end)
  return asked.signal
}

const aborted = (signal: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined)))

function greet(stack: Stack, folder: string, say: Say): void {
  say.line(`\n  ${stack.url}\n`)
  say.line('  Demo accounts, offered by the app as wallets (toy money, keys known to everybody):')
  for (const { name } of stack.config.accounts) say.line(`    ${name}`)
  say.line(`\n  Everything is kept in ${folder}/ for the next start. Ctrl-C ends all of it.`)
}

try {
  process.exitCode = await main()
} catch (error) {
  if (error instanceof StartProblem) console.error(`\n${error.message}`)
  else if (!(error instanceof Ended)) console.error(error)
  process.exitCode = error instanceof Ended ? 0 : 1
}
// Libraries may hold timers and sockets open; everything of ours has ended.
process.exit()
