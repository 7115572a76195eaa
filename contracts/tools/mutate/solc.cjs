#!/usr/bin/env node
// What forge runs as its compiler in a mutation workspace: answers what it has answered before from a folder. forge asks
// for all interfaces again before every test run, and a mutant is one run.
const { createHash } = require('node:crypto')
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')

const folder = `${tmpdir()}/tributary-mutate/solc`

function answer(name, make) {
  const file = `${folder}/${name}`
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(`${file}.${process.pid}`, make(require('solc')))
    renameSync(`${file}.${process.pid}`, file)
  }
  process.stdout.write(readFileSync(file))
}

if (process.argv.includes('--version')) {
  const { version } = require('solc/package.json')
  answer(`version-${version}`, (solc) => {
    const name = solc.version().replace('Emscripten.clang', 'Linux.g++')
    return `solc, the solidity compiler commandline interface\nVersion: ${name}\n`
  })
} else {
  const chunks = []
  process.stdin.on('data', (chunk) => chunks.push(chunk))
  process.stdin.on('end', () => {
    const input = Buffer.concat(chunks).toString()
    answer(createHash('sha256').update(input).digest('hex'), (solc) => solc.compile(input))
  })
}
