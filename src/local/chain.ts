/** The embedded chain: anvil as npm installed it, its state kept in a file. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { foundry } from '../../contracts/tools/forge.ts'
import { readJson } from './folder.ts'
import { StartProblem } from './say.ts'

export const CHAIN_ID = 31337

export interface EmbeddedChain {
  readonly url: string
  readonly pid: number
  /** Resolves when the process has ended, for whatever reason, with the last thing it said. */
  readonly ended: Promise<string>
  /** Ends it after its state has reached the disk. */
  stop(): Promise<void>
}

/** A fresh chain begins this many seconds ago, so that the examples can have a past. */
export const PAST_SECONDS = 12 * 86_400

/** How long a busy machine may take to bring it up, and to write its state down at the end: what is cut off is lost. */
const [STARTING_MS, SAVING_MS] = [60_000, 30_000]

export async function startChain(folder: string, port: number): Promise<EmbeddedChain> {
  const state = join(folder, 'chain.json')
  const resumed = existsSync(state)
  if (resumed && !(await readJson(state)))
    throw new StartProblem(`The kept chain (${state}) is damaged. Start with --fresh to begin a new one.`)
  const began = Math.floor(Date.now() / 1000) - PAST_SECONDS
  const args = ['--port', `${port}`, '--host', '127.0.0.1', '--chain-id', `${CHAIN_ID}`, '--balance', '100', '--silent']
  const keep = ['--state', state, '--state-interval', '2', '--preserve-historical-states']
  const child = spawn(foundry('anvil'), [...args, ...keep, ...(resumed ? [] : ['--timestamp', `${began}`])], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // A group of its own: Ctrl-C at the terminal is for us, and we end the chain after the last write.
    detached: true,
  })
  // Whoever ends us in a hurry must not leave a chain behind; it saves its state by itself when asked to end.
  const end = () => child.kill('SIGTERM')
  process.once('exit', end)
  child.once('exit', () => process.off('exit', end))
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2_000)))
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(said.trim() || `it ended with ${signal ?? `status ${code}`}`))
  })
  const url = `http://127.0.0.1:${port}`
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    const tooLong = setTimeout(() => child.kill('SIGKILL'), SAVING_MS)
    await ended
    clearTimeout(tooLong)
  }
  await Promise.race([answers(url), ended.then((why) => fail(`The embedded chain did not start: ${why}`))])
  return { url, pid: child.pid!, ended, stop }
}

function fail(sentence: string): never {
  throw new StartProblem(sentence)
}

async function answers(url: string): Promise<void> {
  const until = Date.now() + STARTING_MS
  while (Date.now() < until) {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] })
    const response = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } }).catch(
      () => undefined,
    )
    if (response?.ok && ((await response.json()) as { result?: string }).result === `0x${CHAIN_ID.toString(16)}`) return
    await new Promise((resolve) => setTimeout(resolve, 40))
  }
  fail('The embedded chain does not answer.')
}
