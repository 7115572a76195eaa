/** A browser and a local IPFS node around all tests of a file. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { startIpfsNode, type LocalIpfs } from '../../../src/local/ipfs.ts'
import { open, openBrowser } from './browser.ts'

type Browser = Awaited<ReturnType<typeof openBrowser>>

/** What is returned can be used once the tests run. */
export function around() {
  let started: { readonly browser: Browser; readonly node: LocalIpfs }
  let dir: string
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'ipfs-'))
    const [browser, node] = await Promise.all([
      openBrowser(),
      startIpfsNode({ dir, p2pPort: 0, httpPort: 0, token: 'secret' }),
    ])
    started = { browser, node }
  })
  afterAll(async () => {
    await started.browser.close()
    await started.node.stop()
    await rm(dir, { recursive: true, maxRetries: 20 })
  })
  return {
    get browser(): Browser {
      return started.browser
    },
    get node(): LocalIpfs {
      return started.node
    },
    /** A page in a profile of its own, with the library opened. */
    async profile(config: Parameters<typeof open>[1] = {}) {
      const { page, problems } = await started.browser.profile()
      await open(page, config)
      return { page, problems }
    },
  }
}
