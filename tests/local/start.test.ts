import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { buildApp } from '../../src/local/build.ts'
import { freePort } from '../../src/local/ports.ts'
import { ROOT } from '../architecture/sources.ts'

let folder: string
const started: ChildProcess[] = []
beforeAll(() => buildApp(), 300_000)
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'tributary-start-'))))
afterEach(async () => {
  for (const child of started.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await ended
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 20 })
})

/** `npm start`, its browser left closed. */
function start(...flags: string[]) {
  const args = ['src/local/start.js', '--no-open', '--dir', folder, ...flags]
  const child = spawn(process.execPath, args, { cwd: ROOT })
  started.push(child)
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text))
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const up = async () => {
    while (!/Ctrl-C ends/.test(said)) {
      if (child.exitCode !== null) throw new Error(said)
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
    return /http:\/\/localhost:\d+\//.exec(said)![0]
  }
  return { child, ended, up, said: () => said }
}

const worksAt = async (url: string): Promise<number> => {
  const { network } = (await (await fetch(`${url}local.json`)).json()) as { network: { rpcs: [string] } }
  const { deployment } = await import('../../contracts-abi/deployment.ts')
  const params = [{ fromBlock: '0x0', address: deployment.tributary.address }]
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_getLogs', params })
  const response = await fetch(network.rpcs[0], {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  })
  return ((await response.json()) as { result: unknown[] }).result.length
}

test(
  'everything comes up, Ctrl-C ends it, and a second start finds every event again',
  { timeout: 300_000 },
  async () => {
    const first = start('--port', `${await freePort(0)}`)
    const events = await worksAt(await first.up())
    expect(events).toBeGreaterThan(50)
    first.child.kill('SIGINT')
    expect(await first.ended).toBe(0)
    const second = start()
    expect(await worksAt(await second.up())).toBe(events)
    expect(second.said()).not.toContain('Example works')
    second.child.kill('SIGTERM')
    expect(await second.ended).toBe(0)
  },
)

test('a second start of the same folder names the one that runs', async () => {
  const first = start('--no-examples')
  const url = await first.up()
  const second = start('--no-examples')
  expect(await second.ended).toBe(1)
  expect(second.said()).toContain(`running already`)
  expect(second.said()).toContain(url)
})

test('when the chain is killed, it is said and everything ends', async () => {
  const running = start('--no-examples')
  await running.up()
  const { chainPid } = JSON.parse(await readFile(join(folder, 'running.json'), 'utf8')) as { chainPid: number }
  process.kill(chainPid, 'SIGKILL')
  expect(await running.ended).toBe(1)
  expect(running.said()).toContain('The embedded chain ended')
})

test('a port that was asked for and is taken is refused by name', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => taken.once('listening', resolve))
  const { port } = taken.address() as { port: number }
  const refused = start('--port', `${port}`)
  expect(await refused.ended).toBe(1)
  expect(refused.said()).toContain(`Port ${port} is taken`)
  taken.close()
})

test('a damaged chain says how to begin a new one, and --fresh does', async () => {
  await writeFile(join(folder, 'chain.json'), '{"half":')
  const broken = start('--no-examples')
  expect(await broken.ended).toBe(1)
  expect(broken.said()).toContain('--fresh')
  const fresh = start('--no-examples', '--fresh')
  await fresh.up()
})

test('an unknown flag prints what there is', async () => {
  const refused = start('--prot', '1')
  expect(await refused.ended).toBe(1)
  expect(refused.said()).toContain('--port N')
})
