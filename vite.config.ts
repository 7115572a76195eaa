import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { playwright } from '@vitest/browser-playwright'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { checkerPage } from './src/local/checker-page.ts'
import { POLICY_FOR_META } from './src/local/policy.ts'
import { launchOptions } from './tests/harness/chromium.ts'

/** Static hosts send no headers of ours, so the built page carries the policy itself. First in the head: it binds only
 * what follows. Not in development, where Vite sets styles inline. */
const policy = (): Plugin => ({
  name: 'tributary-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY_FOR_META },
      injectTo: 'head-prepend',
    },
  ],
})

/** What pdf.js asks for by name while it reads: character maps, the standard fonts, and decoders of two picture formats as
 * JavaScript, because the policy allows no WebAssembly. Fetched only where a PDF needs them. */
const pdfParts = (): Plugin => ({
  name: 'tributary-pdf-parts',
  apply: 'build',
  async generateBundle() {
    const from = join(import.meta.dirname, 'node_modules/pdfjs-dist')
    const folders = [
      ['cmaps', 'cmaps', /\.bcmap$|^LICENSE/],
      ['standard_fonts', 'fonts', /\.(pfb|ttf)$|^LICENSE/],
      ['wasm', 'decoders', /_nowasm_fallback\.js$|^LICENSE/],
    ] as const
    for (const [folder, name, wanted] of folders)
      for (const file of (await readdir(join(from, folder))).filter((each) => wanted.test(each))) {
        const source = await readFile(join(from, folder, file))
        this.emitFile({ type: 'asset', fileName: `pdf/${name}/${file}`, source })
      }
  },
})

/** Building and serving need no browser; only vitest does, and it says so by this variable. */
const browsing = process.env['VITEST'] !== undefined

/** How long a test may take before it has failed, and how long it looks again for what it expects to see. Waiting costs
 * nothing where the test passes, and the machine that checks a change is the slowest of all. */
const patience = (seconds: number) => ({
  testTimeout: seconds * 1_000,
  // A chain with a history is made in one.
  hookTimeout: 300_000,
  expect: { poll: { timeout: (seconds / 3) * 1_000, interval: 50 } },
})

export default defineConfig({
  base: './',
  plugins: [svelte(), policy(), pdfParts(), checkerPage()],
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    manifest: true,
    modulePreload: { polyfill: false },
    // A font or picture inlined as data: would be refused by the policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1024,
  },
  optimizeDeps: {
    include: [
      'helia',
      '@helia/unixfs',
      'viem',
      'viem/actions',
      'valibot',
      '@wagmi/core',
      'ipfs-unixfs-importer',
      'music-metadata',
      '@noble/curves/bls12-381.js',
      '@noble/curves/secp256k1.js',
      '@noble/hashes/hkdf.js',
      '@noble/hashes/legacy.js',
      '@noble/hashes/scrypt.js',
      '@noble/hashes/sha2.js',
      '@noble/hashes/sha3.js',
      '@noble/hashes/utils.js',
    ],
  },
  ...(browsing ? { resolve: { conditions: ['browser', 'module', 'development'] } } : {}),
  test: {
    reporters: ['default'],
    // The stack of the stories ends its chain after the last write, and clears its folder.
    teardownTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/**/*.browser.test.ts', 'tests/stories/**'],
          ...patience(120),
          // Most of them wait for a chain of their own, so that a second core would idle.
          maxWorkers: 2,
        },
        // What runs in Node resolves as Node does.
        resolve: { conditions: ['node', 'module', 'development'] },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['tests/**/*.browser.test.ts'],
          ...patience(120),
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            instances: [{ browser: 'chromium' }],
            provider: playwright({ launchOptions: browsing ? launchOptions() : {} }),
          },
        },
      },
      {
        extends: true,
        test: {
          name: 'stories',
          environment: 'node',
          include: ['tests/stories/**/*.test.ts'],
          globalSetup: ['tests/harness/stack-setup.ts'],
          setupFiles: ['tests/harness/fresh-chain.ts'],
          // One stack for all of them: stories share a chain, so they run one after the other.
          fileParallelism: false,
          // A browser, a chain and a network of peers on two busy cores. What passes only now is told at the end of the run.
          retry: 1,
          ...patience(300),
        },
        resolve: { conditions: ['node', 'module', 'development'] },
      },
    ],
  },
})
