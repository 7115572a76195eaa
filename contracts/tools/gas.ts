/** Measures gas and writes contracts/gas.json; with `--check` it compares instead. */
import { spawnSync } from 'node:child_process'
import { FORGE_ENVIRONMENT, foundry, ROOT } from './forge.ts'

const writing = !process.argv.includes('--check')
const { status } = spawnSync(foundry('forge'), ['test', '--match-contract', 'GasTest'], {
  cwd: ROOT,
  env: { ...FORGE_ENVIRONMENT, TRIBUTARY_GAS: String(writing) },
  stdio: 'inherit',
})
process.exitCode = status ?? 1
