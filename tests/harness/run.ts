/** `npm test`: every check and every test. The last line says how many passed and failed; any failure is exit status 1. */
import { ensureChromium } from './chromium.ts'
import { CHECKS, run, SUITES, type Step, type Verdict } from './steps.ts'

const LANES = 2

async function main(): Promise<number> {
  console.log(`Browser: ${ensureChromium()}`)
  const verdicts: Verdict[] = []
  const waiting = [...CHECKS]
  await Promise.all(Array.from({ length: LANES }, () => work(waiting, verdicts)))
  await work([...SUITES], verdicts)
  const broken = verdicts.filter(({ ok }) => !ok)
  if (broken.length > 0) console.log(`\nFailed: ${broken.map(({ step }) => step.name).join(', ')}`)
  for (const { broken: lines = [] } of broken) console.log(indent(lines))
  const again = verdicts.flatMap((verdict) => verdict.again ?? [])
  if (again.length > 0) console.log(`\nPassed only at the second try: ${again.length}\n${indent(again)}`)
  const sum = (of: 'passed' | 'failed') => verdicts.reduce((total, verdict) => total + verdict[of], 0)
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`)
  return broken.length > 0 ? 1 : 0
}

async function work(steps: Step[], verdicts: Verdict[]): Promise<void> {
  for (let step = steps.shift(); step; step = steps.shift()) {
    const verdict = await run(step)
    verdicts.push(verdict)
    tell(verdict)
  }
}

function tell({ step, ok, passed, failed, seconds, output }: Verdict): void {
  const counted = step.count ? `: ${passed} passed, ${failed} failed` : ''
  console.log(`${ok ? '✓' : '✗'} ${step.name}${counted} (${seconds.toFixed(1)} s)`)
  if (!ok) console.log(indent(output.trim().split('\n').slice(-120)))
}

const indent = (lines: readonly string[]): string => lines.map((line) => `    ${line}`).join('\n')

process.exitCode = await main()
