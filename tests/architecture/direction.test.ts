import { expect, test } from 'vitest'
import { filesBelow, importsOf } from './sources.ts'

/** Who may import whom. Money and formats know nothing of chains, chains nothing of screens. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  royalties: [],
  content: ['royalties'],
  vault: ['royalties', 'content'],
  storage: ['royalties', 'content'],
  chain: ['royalties', 'abi'],
  wallet: ['royalties', 'chain', 'abi'],
  verify: ['royalties', 'chain', 'wallet', 'abi'],
  purse: ['royalties', 'content', 'vault', 'chain', 'wallet', 'abi'],
  session: ['royalties', 'content', 'vault', 'chain', 'wallet', 'purse', 'abi'],
  keys: ['royalties', 'content', 'vault', 'storage', 'chain', 'wallet', 'verify', 'purse', 'abi'],
  publish: ['royalties', 'content', 'vault', 'storage', 'chain', 'wallet', 'verify', 'abi'],
  design: ['royalties'],
  screens: [
    'royalties',
    'content',
    'vault',
    'storage',
    'chain',
    'wallet',
    'verify',
    'publish',
    'keys',
    'purse',
    'session',
    'design',
    'abi',
  ],
  local: ['royalties', 'content', 'vault', 'storage', 'chain', 'publish', 'keys', 'purse', 'abi', 'tools'],
  root: ['screens', 'design', 'royalties', 'chain'],
}

/** Edges of the pure core: they need WebCrypto or read files, and the pure files must not reach them. */
const EDGES = ['src/content/seal.ts', 'src/content/open.ts', 'src/content/sealed-part.ts', 'src/content/tags.ts']
const isEdge = (path: string) => EDGES.includes(path) || /^src\/content\/([a-z-]+-(tags|size)|zip)\.ts$/.test(path)
const PURE_PACKAGES = /^(@noble\/(curves|hashes)\/|valibot$)/

const layerOf = (path: string): string | undefined => {
  const [top, second, ...rest] = path.split('/')
  if (top === 'contracts-abi') return 'abi'
  if (top === 'contracts') return 'tools'
  if (top !== 'src' || !second) return undefined
  return rest.length === 0 ? 'root' : second
}

const sources = filesBelow('src').filter((path) => /\.(ts|js|svelte)$/.test(path))

test('every source file lies in a folder that has a place in the order', () => {
  expect(sources.filter((path) => !Object.hasOwn(MAY, layerOf(path) ?? ''))).toEqual([])
})

test('imports run one way', () => {
  const wrong = sources.flatMap((path) => {
    const layer = layerOf(path) ?? ''
    return (
      importsOf(path)
        .filter((target) => /^(src|contracts|contracts-abi|tests)\//.test(target))
        .filter((target) => {
          const to = layerOf(target)
          return to !== layer && !MAY[layer]?.includes(to ?? '')
        })
        // The media are made in a browser's canvas, found as the tests find theirs; nothing of it runs for a user.
        .filter((target) => !(path.startsWith('src/local/examples/make/') && target === 'tests/harness/chromium.ts'))
        .map((target) => `${path} → ${target}`)
    )
  })
  expect(wrong).toEqual([])
})

test('the pure core knows royalties and formats only: no network, no view, no chain library', () => {
  const pure = sources.filter((path) => /^src\/(royalties|content)\//.test(path) && !isEdge(path))
  const wrong = pure.flatMap((path) =>
    importsOf(path)
      .filter((target) =>
        target.startsWith('src/') ? isEdge(target) && path !== 'src/content/tags.ts' : !PURE_PACKAGES.test(target),
      )
      .map((target) => `${path} → ${target}`),
  )
  expect(wrong).toEqual([])
})

test('what a browser runs imports nothing of Node, and what Node runs nothing of Svelte', () => {
  const browser = sources.filter((path) => !path.startsWith('src/local/'))
  expect(browser.filter((path) => importsOf(path).some((target) => target.startsWith('node:')))).toEqual([])
  const local = sources.filter((path) => path.startsWith('src/local/'))
  expect(local.filter((path) => importsOf(path).some((target) => target.includes('.svelte')))).toEqual([])
})

test('views load screens lazily: nothing outside a screen imports its component statically', () => {
  const wrong = sources
    .filter((path) => !path.startsWith('src/screens/'))
    .filter((path) => path !== 'src/main.ts' && path !== 'src/app.svelte')
    .filter((path) => importsOf(path).some((target) => target.startsWith('src/screens/')))
  expect(wrong).toEqual([])
})
