import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { forgeStep, run } from './steps.ts'

test('a failing contract test turns the run red, and is counted', { timeout: 120_000 }, async () => {
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
