/** Runs the platform's forge on the contracts and passes on its exit status, which npm's own wrapper swallows. */
import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Path of a Foundry program installed by npm for this platform. Throws when there is none. */
export function foundry(program: 'forge' | 'anvil'): string {
  const cpu = arch() === 'x64' ? 'amd64' : arch()
  const name = `@foundry-rs/${program}-${platform()}-${cpu}`
  const file = platform() === 'win32' ? `${program}.exe` : program
  try {
    return createRequire(import.meta.url).resolve(`${name}/bin/${file}`)
  } catch {
    throw new Error(
      `${name} is not installed. Run "npm ci" on this machine; where that does not help, there is no ${program} for it.`,
    )
  }
}

/** The configuration's place is not the root forge runs in. */
export const FORGE_ENVIRONMENT = { ...process.env, FOUNDRY_CONFIG: 'contracts/foundry.toml' }

/** Runs forge and waits. `quiet` keeps what it prints for the caller. */
export function forge(args: readonly string[], options: { quiet?: boolean } = {}): SpawnSyncReturns<string> {
  return spawnSync(foundry('forge'), args, {
    cwd: ROOT,
    env: FORGE_ENVIRONMENT,
    encoding: 'utf8',
    stdio: options.quiet ? 'pipe' : 'inherit',
    maxBuffer: 2 ** 28,
  })
}

if (import.meta.main) {
  const args = process.argv.slice(2)
  const { status, error } = forge(args.length > 0 ? args : ['test'])
  if (error) console.error(error.message)
  process.exitCode = status ?? 1
}
