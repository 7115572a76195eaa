/** Builds the app into dist/ when its sources differ from what dist/ was built from. */
import { createHash } from 'node:crypto'
import { spawn } from 'node:child_process'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isAlive } from './alive.ts'
import { StartProblem } from './say.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
export const DIST = join(ROOT, 'dist')
const SOURCES = ['src', 'public', 'contracts-abi']
const FILES = ['index.html', 'vite.config.ts', 'svelte.config.js', 'package-lock.json', 'package.json']
/** What the build itself takes from src/local/, which is no part of the app otherwise. */
const BUILDERS = ['src/local/policy.ts', 'src/local/checker-page.ts']

/** True when it had to build. Several starts at once build one after the other, and the later ones find it done. */
export async function buildApp(): Promise<boolean> {
  const leave = await enter(`${DIST}.building`)
  try {
    return await buildOnce()
  } finally {
    await leave()
  }
}

/** Takes the file as a mark that we are at it; waits while a living process holds it. */
async function enter(mark: string): Promise<() => Promise<void>> {
  for (;;) {
    const taken = await writeFile(mark, `${process.pid}`, { flag: 'wx' }).then(
      () => true,
      () => false,
    )
    if (taken) return () => rm(mark, { force: true })
    const pid = Number(await readFile(mark, 'utf8').catch(() => ''))
    // An empty mark is being written this moment.
    if (pid && !isAlive(pid)) await rm(mark, { force: true })
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** `.sources` in dist/ holds the digest of what it was built from. */
async function buildOnce(): Promise<boolean> {
  const sources = await digest()
  const stamp = join(DIST, '.sources')
  if ((await readFile(stamp, 'utf8').catch(() => '')) === sources) return false
  await viteBuild()
  await writeFile(stamp, sources)
  return true
}

async function digest(): Promise<string> {
  const hash = createHash('sha256')
  const inside = await Promise.all(
    SOURCES.map((folder) => readdir(join(ROOT, folder), { recursive: true, withFileTypes: true })),
  )
  const paths = inside
    .flat()
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes(join('src', 'local')))
  for (const path of [...paths, ...[...FILES, ...BUILDERS].map((file) => join(ROOT, file))].sort()) {
    hash.update(path.slice(ROOT.length)).update('\0')
    hash.update(await readFile(path).catch(() => ''))
  }
  return hash.digest('hex')
}

function viteBuild(): Promise<void> {
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js')
  const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'error'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Asked for by a test, it would inherit the test runner's variables and build Svelte's development form.
    env: { ...process.env, VITEST: undefined, NODE_ENV: 'production', NO_COLOR: '1' },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new StartProblem(`The app does not build:\n${said.trim()}`)),
    )
  })
}
