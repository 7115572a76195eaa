/** Writes contracts-abi/ from the contracts. With `--check` it writes nothing and fails where a file is stale. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { Abi } from 'viem'
import { forge, ROOT } from './forge.ts'
import { layout } from './layout.ts'
import { artifact, pieces, PROXY, SALT } from './link.ts'

const FOLDER = `${ROOT}/contracts-abi`

/** Puts the proxy on a chain that lacks it: signed by nobody, so the same everywhere; its sender needs 0.01 coins first. */
const PROXY_TRANSACTION = {
  from: '0x3fAB184622Dc19b6109349B94811493BF2a45362',
  cost: '10000000000000000',
  raw: '0xf8a58085174876e800830186a08080b853604580600e600039806000f350fe7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf31ba02222222222222222222222222222222222222222222222222222222222222222a02222222222222222222222222222222222222222222222222222222222222222',
}

function constant(name: string, value: unknown): string {
  return `export const ${name} = ${JSON.stringify(value)} as const\n`
}

/** One entry a line: differences can be read. Solidity's own type names are of no use outside. */
function abiConstant(name: string, abi: Abi): string {
  const lines = abi.map(
    (entry) => `  ${JSON.stringify(entry, (key, value: unknown) => (key === 'internalType' ? undefined : value))},\n`,
  )
  return `export const ${name} = [\n${lines.join('')}] as const\n`
}

/** Everything a caller can meet: the contract's own entries, errors thrown inside libraries, and OpenZeppelin's. */
function tributaryAbi(): Abi {
  const tokenFailed = artifact('SafeERC20').abi.filter((entry) => entry.type === 'error')
  const all = [...artifact('Tributary').abi, ...artifact('Errors').abi, ...tokenFailed]
  return [...new Map(all.map((entry) => [JSON.stringify(entry, ['type', 'name', 'inputs']), entry])).values()]
}

/** What Tributary refuses comes out of a share token as it is. */
function shareTokenAbi(): Abi {
  return [...artifact('ShareToken').abi, ...artifact('Errors').abi]
}

function files(): Record<string, string> {
  const built = pieces()
  const dollar = artifact('TestDollar')
  const named = built.map(({ name, address, codeHash }) => ({ name, address, codeHash }))
  const { address, codeHash } = named.at(-1)!
  return {
    'tributary.ts': abiConstant('tributaryAbi', tributaryAbi()),
    'shareToken.ts': abiConstant('shareTokenAbi', shareTokenAbi()),
    'deployment.ts': constant('deployment', { proxy: PROXY, salt: SALT, tributary: { address, codeHash } }),
    // Apart, because only those who deploy or compare need it, and hashes do not compress.
    'pieces.ts': constant('pieces', named),
    'initcode.ts':
      constant(
        'initCode',
        built.flatMap(({ name, address, initCode }) => (initCode ? [{ name, address, initCode }] : [])),
      ) + constant('proxyTransaction', PROXY_TRANSACTION),
    'dollar.ts': abiConstant('dollarAbi', dollar.abi) + constant('dollarCode', dollar.bytecode.object),
    'layout.ts': layout(),
  }
}

/** Returns the names of the files that are not what the contracts say. */
function stale(expected: Record<string, string>): string[] {
  return Object.entries(expected)
    .filter(([name, text]) => !existsSync(`${FOLDER}/${name}`) || readFileSync(`${FOLDER}/${name}`, 'utf8') !== text)
    .map(([name]) => name)
}

function run(check: boolean): number {
  const built = forge(['build', '--skip', 'test'], { quiet: true })
  if (built.status !== 0) {
    console.error(built.stdout + built.stderr)
    return built.status ?? 1
  }
  const head = '/** Written by contracts/tools/abi.ts from the contracts; do not edit. */\n'
  const expected = Object.fromEntries(Object.entries(files()).map(([name, text]) => [name, head + text]))
  const names = stale(expected)
  if (check) {
    if (names.length > 0)
      console.error(`Stale in contracts-abi/: ${names.join(', ')}. Run "node contracts/tools/abi.ts".`)
    return names.length > 0 ? 1 : 0
  }
  mkdirSync(FOLDER, { recursive: true })
  for (const name of names) writeFileSync(`${FOLDER}/${name}`, expected[name]!)
  console.log(names.length > 0 ? `Wrote ${names.join(', ')}.` : 'contracts-abi/ is up to date.')
  return 0
}

process.exitCode = run(process.argv.includes('--check'))
