/** The steps of `npm test`, and how each one's verdict is read: by its exit status first, its counts second. */
import { spawn } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { foundry, ROOT } from '../../contracts/tools/forge.ts'

export interface Step {
  readonly name: string
  readonly command: readonly [string, ...string[]]
  readonly folder?: string
  readonly environment?: Readonly<Record<string, string>>
  /** Reads how many tests ran; steps without one are a yes or no. */
  readonly count?: (output: string) => Promise<Counts>
}

export interface Counts {
  readonly passed: number
  readonly failed: number
  /** What failed, a line each. */
  readonly broken?: readonly string[]
  /** What passed only at the second try, and what the first one ended with, a line each. */
  readonly again?: readonly string[]
}

export interface Verdict extends Counts {
  readonly step: Step
  readonly ok: boolean
  readonly output: string
  readonly seconds: number
}

const node = (...args: string[]): [string, ...string[]] => [process.execPath, ...args]
const bin = (path: string, ...args: string[]) => node(join(ROOT, 'node_modules', path), ...args)

export const forgeStep = (folder: string, config: string): Step => ({
  name: 'contracts',
  command: [foundry('forge'), 'test'],
  folder,
  environment: { FOUNDRY_CONFIG: config },
  count: async (output) => {
    const last = [...output.matchAll(/(\d+) tests? passed, (\d+) failed/g)].at(-1)
    return { passed: Number(last?.[1] ?? 0), failed: Number(last?.[2] ?? 0) }
  },
})

export function vitestStep(project: string): Step {
  const report = join(tmpdir(), `tributary-${project}-${process.pid}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  return {
    name: `vitest ${project}`,
    command: bin('vitest/vitest.mjs', 'run', '--project', project, ...reporters),
    count: async () => {
      const text = await readFile(report, 'utf8').catch(() => '{}')
      await rm(report, { force: true })
      return countsOf(JSON.parse(text) as Report)
    },
  }
}

/** What a run of vitest comes to. */
export function countsOf({ numPassedTests = 0, numFailedTests = 0, testResults = [] }: Report): Counts {
  const [broken, again] = [testResults.flatMap(brokenIn), testResults.flatMap(againIn)]
  return { passed: numPassedTests, failed: numFailedTests, broken, again }
}

/** What vitest's JSON reporter writes, as far as it is read here. */
export interface Report {
  readonly numPassedTests?: number
  readonly numFailedTests?: number
  readonly testResults?: readonly FileResult[]
}

interface FileResult {
  readonly name: string
  readonly message: string
  readonly assertionResults: readonly {
    readonly status: string
    readonly fullName: string
    readonly failureMessages: readonly string[]
  }[]
}

/** A file may also fail as a whole, before its first test. */
function brokenIn({ name, message, assertionResults }: FileResult): string[] {
  const tests = assertionResults.filter(({ status }) => status === 'failed').map(lineOf(name))
  return message && tests.length === 0 ? [`${relative(ROOT, name)}: ${firstLine(message)}`] : tests
}

/** What passed after it had failed keeps the failure's words. */
const againIn = ({ name, assertionResults }: FileResult): string[] =>
  assertionResults
    .filter(({ status, failureMessages }) => status === 'passed' && failureMessages.length > 0)
    .map(lineOf(name))

const lineOf =
  (file: string) =>
  ({ fullName, failureMessages }: FileResult['assertionResults'][number]): string =>
    `${relative(ROOT, file)} > ${fullName}: ${gist(failureMessages[0] ?? '')}`

/** What went wrong, what was waited for, and where in the test: of a long log only the end is kept. */
function gist(text: string): string {
  const lines = text.split('\n').map((line) => line.trim())
  const [wanted, place] = [/^- (waiting for .*)/, /(\w+\.test\.ts:\d+)/].map((part) =>
    lines.map((line) => part.exec(line)?.[1]).find(Boolean),
  )
  return [firstLine(text), wanted, place].filter(Boolean).join(' · ')
}

const firstLine = (text: string): string => text.trim().split('\n', 1)[0]!.slice(0, 300)

/** Independent of each other: these share the machine's cores. */
export const CHECKS: readonly Step[] = [
  forgeStep(ROOT, 'contracts/foundry.toml'),
  { name: 'types', command: bin('typescript/bin/tsc', '--noEmit') },
  { name: 'pure core without DOM', command: bin('typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.pure.json') },
  { name: 'svelte-check', command: bin('svelte-check/bin/svelte-check', '--threshold', 'error', '--output', 'human') },
  { name: 'lint', command: bin('eslint/bin/eslint.js', '.', '--max-warnings', '0') },
  { name: 'format', command: bin('prettier/bin/prettier.cjs', '--check', '.', '--log-level', 'warn') },
]
/** One after the other, and after forge: a test of theirs asks forge whether the ABI is fresh, and forge's output folder
 * is shared; and timings matter in a browser. */
export const SUITES: readonly Step[] = [vitestStep('node'), vitestStep('browser'), vitestStep('stories')]

/** Runs a step to its end. Never rejects: what cannot be run has failed. */
export async function run(step: Step): Promise<Verdict> {
  const from = performance.now()
  const [program, ...args] = step.command
  const child = spawn(program, args, {
    cwd: step.folder ?? ROOT,
    env: { ...process.env, NO_COLOR: '1', ...step.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  const ended = await new Promise<boolean>((resolve) => {
    child.once('error', (error) => {
      output += error.message
      resolve(false)
    })
    child.once('close', (code) => resolve(code === 0))
  })
  const counts: Counts = (await step.count?.(output)) ?? { passed: 0, failed: 0 }
  // A suite that ran no test at all has proved nothing.
  const ok = ended && counts.failed === 0 && (step.count === undefined || counts.passed > 0)
  const failed = ok ? 0 : Math.max(1, counts.failed)
  return { ...counts, step, ok, output, failed, seconds: (performance.now() - from) / 1000 }
}
