/** `npm run test:deep`: what is random, for as long as one cares to wait. Any failure is exit status 1. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { foundry, FORGE_ENVIRONMENT, ROOT } from '../../contracts/tools/forge.ts'

/** Histories in which replay, views and storage are compared; each takes some three seconds. */
const SEEDS = process.env['TRIBUTARY_SEEDS'] ?? '200'
const ACTS = process.env['TRIBUTARY_ACTS'] ?? '500'

const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url))
const steps = [
  {
    name: 'contracts: fuzz and invariants of the profile “deep”',
    run: () => spawnSync(foundry('forge'), ['test'], { cwd: ROOT, stdio: 'inherit', env: deep(FORGE_ENVIRONMENT) }),
  },
  {
    name: `${SEEDS} random histories: replay, views and storage`,
    run: () =>
      spawnSync(process.execPath, [vitest, 'run', '--project', 'node', 'tests/differential'], {
        cwd: ROOT,
        stdio: 'inherit',
        env: { ...process.env, TRIBUTARY_SEEDS: SEEDS, TRIBUTARY_ACTS: ACTS },
      }),
  },
]

function deep(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...environment, FOUNDRY_PROFILE: 'deep' }
}

for (const { name, run } of steps) {
  console.log(name)
  const { status, error } = run()
  if (error) console.error(error.message)
  if (status !== 0) process.exitCode = 1
}
