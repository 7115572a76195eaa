/** The solver: the machine's own z3, or Debian's, installed on the spot. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Makes sure that there is a z3; throws a sentence to act on where there is none and none can be installed. */
export function ensureZ3(): string {
  const version = () => spawnSync('z3', ['--version'], { encoding: 'utf8' })
  let found = version()
  if (found.status !== 0) {
    install()
    found = version()
  }
  if (found.status !== 0) throw new Error('The proofs need z3. Install it (Debian: apt-get install z3) and try again.')
  return found.stdout.trim()
}

function install(): void {
  const root = process.getuid?.() === 0
  if (!existsSync('/etc/debian_version')) return
  if (!root && spawnSync('sudo', ['-n', 'true']).status !== 0) return
  console.log('No z3 found: installing it with apt-get (about 20 MB, once) …')
  const apt = (...args: string[]) =>
    spawnSync(root ? 'apt-get' : 'sudo', [...(root ? [] : ['apt-get']), ...args], {
      stdio: 'ignore',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  const add = () => apt('install', '-y', '--no-install-recommends', 'z3')
  if (add().status !== 0 && apt('update').status === 0) add()
}

/** So many seconds of the processor's time, not of the clock's: a busy machine proves as much as an idle one. */
const limited = (seconds: number) => ['-c', `ulimit -t ${seconds}; exec z3 -in -smt2`]

/** What z3 answers to a script, as it stands; nothing if it takes too long. */
export function ask(script: string, seconds: number): Promise<string> {
  const solver = spawn('sh', limited(seconds), { stdio: ['pipe', 'pipe', 'ignore'] })
  let answer = ''
  solver.stdout.on('data', (data: Buffer) => (answer += data.toString()))
  solver.stdin.on('error', () => {})
  solver.stdin.end(script)
  return new Promise((resolve, reject) =>
    solver.on('close', () => {
      // Anything but an answer would be taken for none.
      if (answer.startsWith('(error')) reject(new Error(`z3: ${answer.split('\n')[0]}`))
      else resolve(answer)
    }),
  )
}

/** The same, for a compiler that waits for the answer. */
export function askNow(script: string, seconds: number): string {
  const { stdout } = spawnSync('sh', limited(seconds), { input: script, encoding: 'utf8', maxBuffer: 2 ** 28 })
  return stdout
}
