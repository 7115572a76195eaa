import type { Component } from 'svelte'

export type ScreenName =
  | 'explore'
  | 'work'
  | 'read'
  | 'publish'
  | 'portfolio'
  | 'flows'
  | 'verify'
  | 'statement'
  | 'keys'
  | 'settings'
  | 'learn'
  | 'deploy'
  | 'missing'

export interface Route {
  readonly screen: ScreenName
  /** Passed to the screen as props. */
  readonly params: Readonly<Record<string, string>>
}

type Screen = Component<Record<string, string>>

interface ScreenFact {
  /** Of the browser's tab; the work page sets a better one when it knows it. */
  readonly title: string
  /** Names of the address's further parts. */
  readonly params: readonly string[]
  /** Whether a link may name the network it is about, `?chain=8453`: such links are made to be sent around. */
  readonly chain?: true
  /** Has something to show where the contracts are missing; any other screen gives way to the deployment there. */
  readonly withoutContracts?: true
}

export const SCREENS: Readonly<Record<Exclude<ScreenName, 'missing'>, ScreenFact>> = {
  explore: { title: 'Explore', params: [] },
  work: { title: 'Work', params: ['id'] },
  read: { title: 'Kept here', params: ['id', 'file'] },
  publish: { title: 'Publish', params: [] },
  portfolio: { title: 'Portfolio', params: [] },
  flows: { title: 'Flows', params: [] },
  verify: { title: 'Verify', params: ['id', 'holder'], chain: true, withoutContracts: true },
  statement: { title: 'Statement', params: ['of', 'whose', 'period'] },
  keys: { title: 'Keys', params: [] },
  settings: { title: 'Settings', params: ['tab'], withoutContracts: true },
  learn: { title: 'Learn', params: [], withoutContracts: true },
  deploy: { title: 'Contracts', params: [], withoutContracts: true },
}

/** `#/work/12` → the work screen with id 12. An unknown address is `missing`, never a guess. */
export function parseRoute(hash: string): Route {
  const [path = '', query] = hash.replace(/^#\/?/, '').split('?')
  const [first = '', ...rest] = path.split('/').filter(Boolean).map(decode)
  const screen = first === '' ? 'explore' : first
  if (!isScreen(screen)) return { screen: 'missing', params: {} }
  const { params, chain: chained } = SCREENS[screen]
  if (rest.length > params.length) return { screen: 'missing', params: {} }
  const id = rest[params.indexOf('id')]
  if (screen === 'work' && id === undefined) return { screen: 'missing', params: {} }
  if (id !== undefined && !/^[1-9]\d{0,14}$/.test(id)) return { screen: 'missing', params: {} }
  const chain = chained && /(?:^|&)chain=([1-9]\d{0,14})(?:&|$)/.exec(query ?? '')?.[1]
  const named = Object.fromEntries(rest.map((value, at) => [params[at]!, value]))
  return { screen, params: chain ? { ...named, chain } : named }
}

const isScreen = (name: string): name is keyof typeof SCREENS => Object.hasOwn(SCREENS, name)

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

// Each screen is a chunk of its own; the list is spelled out because the bundler has to see it.
const modules = import.meta.glob<{ default: Screen }>([
  '../explore/explore.svelte',
  '../work/work.svelte',
  '../read/read.svelte',
  '../publish/publish.svelte',
  '../portfolio/portfolio.svelte',
  '../flows/flows.svelte',
  '../verify/verify.svelte',
  '../statement/statement.svelte',
  '../keys/keys.svelte',
  '../settings/settings.svelte',
  '../learn/learn.svelte',
  '../deploy/deploy.svelte',
])

/** Rejects when the chunk cannot be fetched: offline, or a newer version has replaced it. */
export async function loadScreen(name: ScreenName): Promise<Screen> {
  const load = modules[`../${name}/${name}.svelte`]
  if (!load) throw new Error(`There is no screen “${name}” in this build.`)
  return (await load()).default
}
