#!/usr/bin/env node
// What forge runs as its compiler: the npm build of solc, which needs no download. Speaks `--version` and `--standard-json`.
//
// Tests are compiled without the way over Yul, in a fifth of the time. The contracts they deploy are compiled as
// foundry.toml says; forge's own profiles cannot do this, because they want all that a test imports in its profile.
const solc = require('solc')

const isTest = (file) => file.startsWith('contracts/test/')

/** The input with outputs for some files only. */
function select(input, wanted, settings = {}) {
  const all = Object.entries(input.settings.outputSelection)
  const outputSelection = Object.fromEntries(all.filter(([file]) => wanted(file)))
  return { ...input, settings: { ...input.settings, ...settings, outputSelection } }
}

const compile = (input) => JSON.parse(solc.compile(JSON.stringify(input)))

/** Both halves' outputs as one; each tells all warnings of the whole. */
function merge(contracts, tests) {
  const told = new Set(contracts.errors?.map(({ formattedMessage }) => formattedMessage))
  const more = tests.errors?.filter(({ formattedMessage }) => !told.has(formattedMessage))
  return {
    ...contracts,
    errors: [...(contracts.errors ?? []), ...(more ?? [])],
    sources: {
      ...contracts.sources,
      ...Object.fromEntries(Object.entries(tests.sources ?? {}).filter(([file]) => isTest(file))),
    },
    contracts: { ...contracts.contracts, ...tests.contracts },
  }
}

function answer(text) {
  const input = JSON.parse(text)
  if (!input.settings?.viaIR || !Object.keys(input.settings.outputSelection).some(isTest)) return solc.compile(text)
  const contracts = compile(select(input, (file) => !isTest(file)))
  return JSON.stringify(merge(contracts, compile(select(input, isTest, { viaIR: false }))))
}

if (process.argv.includes('--version')) {
  const version = solc.version().replace('Emscripten.clang', 'Linux.g++')
  console.log(`solc, the solidity compiler commandline interface\nVersion: ${version}`)
} else {
  const chunks = []
  process.stdin.on('data', (chunk) => chunks.push(chunk))
  process.stdin.on('end', () => process.stdout.write(answer(Buffer.concat(chunks).toString())))
}
