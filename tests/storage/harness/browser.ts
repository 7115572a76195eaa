/** A production build of the page, served under the app's policy, and real browsers on it. */
import { createServer } from 'node:http'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join, resolve } from 'node:path'
import { chromium, type Page } from 'playwright'
import { build } from 'vite'
import { POLICY } from '../../../src/local/policy.ts'
import type {} from './page.ts'
import type { StorageConfig } from '../../../src/storage/library.ts'
import { launchOptions } from '../../harness/chromium.ts'

const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }
const root = resolve(import.meta.dirname, '../../..')

export async function openBrowser() {
  const outDir = await mkdtemp(join(tmpdir(), 'storage-page-'))
  const input = join(import.meta.dirname, 'page.html')
  await build({
    root,
    base: './',
    configFile: false,
    logLevel: 'error',
    worker: { format: 'es' },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      rolldownOptions: { input },
      modulePreload: { polyfill: false },
    },
  })
  const server = createServer((request, response) => {
    const path = new URL(request.url!, 'http://x').pathname
    const file = path === '/' ? 'tests/storage/harness/page.html' : path.slice(1)
    readFile(join(outDir, file)).then(
      (bytes) => {
        const type = TYPES[extname(file)] ?? 'application/octet-stream'
        response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY }).end(bytes)
      },
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const browser = await chromium.launch(launchOptions())
  return {
    outDir,
    url,
    /** A page in a profile of its own, with an empty store. Violations of the policy fail the test through `problems`. */
    async profile(): Promise<{ page: Page; problems: string[] }> {
      const page = await (await browser.newContext()).newPage()
      const problems: string[] = []
      page.on('console', (message) => {
        if (message.type() === 'error' && !message.location().url.endsWith('favicon.ico')) problems.push(message.text())
      })
      page.on('pageerror', (error) => problems.push(error.message))
      await page.goto(url)
      return { page, problems }
    },
    async close() {
      await browser.close()
      server.close()
      server.closeAllConnections()
      await rm(outDir, { recursive: true, maxRetries: 20 })
    },
  }
}

export async function open(page: Page, config: Partial<StorageConfig> = {}): Promise<void> {
  await page.evaluate(async (config) => {
    globalThis.library = await window.openLibrary({ gateways: [], pinning: [], relays: [], ...config })
  }, config)
}
