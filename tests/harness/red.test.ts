import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { ROOT } from '../../contracts/tools/forge.ts'
import { countsOf, forgeStep, run } from './steps.ts'

test('a failing contract test turns the run red, and is counted', { timeout: 300_000 }, async () => {
  const verdict = await run(forgeStep(fileURLToPath(new URL('red/', import.meta.url)), 'foundry.toml'))
  expect(verdict.ok, verdict.output).toBe(false)
  expect(verdict).toMatchObject({ passed: 1, failed: 1 })
})

test('a step that cannot be started has failed', async () => {
  expect(await run({ name: 'nothing', command: ['/nowhere/to/be/found'] })).toMatchObject({ ok: false, failed: 1 })
})

test('a suite in which no test ran has failed', async () => {
  const command: [string, ...string[]] = [process.execPath, '-e', '0']
  const verdict = await run({ name: 'empty', command, count: async () => ({ passed: 0, failed: 0 }) })
  expect(verdict).toMatchObject({ ok: false, failed: 1 })
})

test('what failed is told with what it waited for; what passed only at the second try is told, too', () => {
  const waited = `TimeoutError: locator.click: Timeout 90000ms exceeded.
Call log:
  - waiting for getByRole('button', { name: 'Pay' })
    at SigningPage.press (${ROOT}/tests/stories/pages/pay.ts:25:5)
    at ${ROOT}/tests/stories/pay.test.ts:33:3`
  const result = (status: string, fullName: string, ...failureMessages: string[]) => ({
    ...{ status, fullName, failureMessages },
  })
  const assertionResults = [
    result('failed', 'a tip', waited),
    result('passed', 'a claim', 'Error: gone', 'Error: really'),
    result('passed', 'a sale'),
  ]
  const name = `${ROOT}/tests/stories/pay.test.ts`
  const report = { numPassedTests: 2, numFailedTests: 1, testResults: [{ name, message: '', assertionResults }] }
  const wanted = "waiting for getByRole('button', { name: 'Pay' }) · pay.test.ts:33"
  expect(countsOf(report)).toEqual({
    passed: 2,
    failed: 1,
    broken: [`tests/stories/pay.test.ts > a tip: TimeoutError: locator.click: Timeout 90000ms exceeded. · ${wanted}`],
    again: ['tests/stories/pay.test.ts > a claim: Error: gone'],
  })
})
