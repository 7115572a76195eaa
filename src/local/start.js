/** The door of `npm start` for any Node from 20 on: the app's own tools need Node 24, which npm installed beside them. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const own = `${root}node_modules/.bin/node${process.platform === 'win32' ? '.cmd' : ''}`
const modern = Number(process.versions.node.split('.')[0]) >= 24

if (!existsSync(`${root}node_modules/vite`)) fail('The packages are not installed yet. Run: npm ci')
if (!modern && !existsSync(own))
  fail('Node 24 is missing beside the packages: its install script did not run. Run: npm ci')

if (modern) await import('./start.ts')
else startIn(own)

function startIn(program) {
  const child = spawn(program, [`${root}src/local/start.ts`, ...process.argv.slice(2)], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  // The child says goodbye and this door waits for it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}

function fail(sentence) {
  console.error(sentence)
  process.exit(1)
}
