/** The chain that all stories share, as it was: a story may change it as it likes, and the next one never knows. */
import { theStack } from './stack.ts'

/** Remembers the chain as it is now. Returns what puts it back so, with the time it is then; more than once, if need be. */
export async function keptChain(): Promise<() => Promise<void>> {
  let kept = await ask('evm_snapshot')
  return async () => {
    if ((await ask('evm_revert', kept)) !== true) throw new Error('The chain could not be put back')
    // It would go on from the last block's time.
    await ask('evm_setTime', Math.floor(Date.now() / 1000))
    kept = await ask('evm_snapshot')
  }
}

/** Runs on a chain whose time may be moved, and puts everything back as it was. */
export async function inAnotherTime(run: (pass: (seconds: number) => Promise<void>) => Promise<void>): Promise<void> {
  const putBack = await keptChain()
  try {
    await run(async (seconds) => {
      await ask('evm_increaseTime', seconds)
      await ask('evm_mine')
    })
  } finally {
    await putBack()
  }
}

async function ask(method: string, ...params: unknown[]): Promise<unknown> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(theStack().config.network.rpcs[0]!, { method: 'POST', headers, body })
  const { result, error } = (await response.json()) as { result?: unknown; error?: { message: string } }
  if (error) throw new Error(`${method}: ${error.message}`)
  return result
}
