/** Copies of the project in a temporary folder, in which forge compiles and tests the instrumented contracts. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { foundry, ROOT } from '../forge.ts'

/** One for each copy of the project: two at work at once must not share trees, nor find links into one that is gone. */
const COPY = createHash('sha256').update(ROOT).digest('hex').slice(0, 8)
export const FOLDER = join(tmpdir(), `tributary-mutate-${COPY}`)

/**
 * Via-IR without its optimiser's steps: the code is large and slow, but compiles in half the time, and its behaviour is
 * the same. The stack has to be laid out by the optimiser all the same, or it is too deep.
 */
const PROFILE = `
[profile.mutate]
solc = "contracts/tools/mutate/solc.cjs"
code_size_limit = 100000000
extra_output = []
optimizer_runs = 1

[profile.mutate.optimizer_details]
yul = true

[profile.mutate.optimizer_details.yulDetails]
stackAllocation = true
optimizerSteps = ":"

[profile.mutate.fuzz]
runs = 16

[profile.mutate.invariant]
runs = 1
depth = 48
`

/** Everything below contracts/ that tests consist of, by path. */
export function read(folder: 'src' | 'test' | 'local'): Map<string, string> {
  const files = globSync(`contracts/${folder}/**/*.sol`, { cwd: ROOT }).sort()
  return new Map(files.map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]))
}

export function hash(files: ReadonlyMap<string, string>): string {
  return createHash('sha256')
    .update(JSON.stringify([...files]))
    .digest('hex')
    .slice(0, 32)
}

/** Makes the folder hold exactly these contracts and tests. What was compiled there before stays for forge to reuse. */
export function fill(name: string, files: ReadonlyMap<string, string>): string {
  const tree = join(FOLDER, name)
  const all = new Map(files)
  for (const file of globSync('contracts/{src,test,local}/**/*.sol', { cwd: tree })) {
    if (!all.has(file)) rmSync(join(tree, file))
  }
  all.set('contracts/foundry.toml', readFileSync(join(ROOT, 'contracts/foundry.toml'), 'utf8') + PROFILE)
  all.set('contracts/tools/mutate/solc.cjs', readFileSync(join(import.meta.dirname, 'solc.cjs'), 'utf8'))
  for (const [file, text] of all) {
    const place = join(tree, file)
    if (existsSync(place) && readFileSync(place, 'utf8') === text) continue
    mkdirSync(dirname(place), { recursive: true })
    writeFileSync(place, text)
  }
  chmodSync(join(tree, 'contracts/tools/mutate/solc.cjs'), 0o755)
  // Known answers are read from the TypeScript tests' folder.
  for (const folder of ['node_modules', 'tests']) {
    rmSync(join(tree, folder), { force: true })
    symlinkSync(join(ROOT, folder), join(tree, folder))
  }
  return tree
}

/** A second tree that is the first one, compiled. */
export function clone(tree: string, name: string): string {
  const copy = join(FOLDER, name)
  rmSync(copy, { recursive: true, force: true })
  cpSync(tree, copy, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true })
  return copy
}

export interface Outcome {
  /** `undefined`: it did not end in time. */
  readonly status: number | undefined
  readonly output: string
}

/** Runs forge in a tree, and ends it after so many seconds of computing. */
export function forge(tree: string, args: readonly string[], seconds: number): Promise<Outcome> {
  // Inputs that failed for one mutant are not remembered for the next: the order of mutants must not matter.
  for (const kind of ['fuzz', 'invariant'])
    rmSync(join(tree, 'contracts/cache', kind), { recursive: true, force: true })
  const env = { ...process.env, FOUNDRY_CONFIG: 'contracts/foundry.toml', FOUNDRY_PROFILE: 'mutate', NO_COLOR: '1' }
  const limited = ['-c', `ulimit -t ${seconds} && exec "$0" "$@"`, foundry('forge'), ...args]
  const process_ = spawn('sh', limited, { cwd: tree, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [process_.stdout, process_.stderr])
    stream.on('data', (data: Buffer) => (output += data.toString()))
  return new Promise((resolve) => {
    process_.on('close', (status) => resolve({ status: status ?? undefined, output }))
  })
}
