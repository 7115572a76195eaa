import type { Address } from '../../royalties/words.ts'

/** What the person decided about serving keys on one network. */
export interface Settings {
  readonly on: boolean
  /** The creator or key holder who is served for. */
  readonly server: Address
  /** What may be lost in 30 days, in the smallest native unit. */
  readonly budget: bigint
  /** Serve on this network although it was added by hand. */
  readonly allowed: boolean
}

/** Its presence is why the app looks after keys when it starts. */
export const PLACE = 'tributary.keeper.'

export function readSettings(storage: Storage, chainId: number): Settings | undefined {
  try {
    const kept = JSON.parse(storage.getItem(`${PLACE}${chainId}`) ?? '') as Partial<Record<keyof Settings, unknown>>
    if (typeof kept.server !== 'string' || !/^0x[0-9a-f]{40}$/i.test(kept.server)) return undefined
    const budget = typeof kept.budget === 'string' && /^\d{1,30}$/.test(kept.budget) ? BigInt(kept.budget) : 0n
    return { on: kept.on === true, server: kept.server as Address, budget, allowed: kept.allowed === true }
  } catch {
    return undefined
  }
}

/** `false`: this browser keeps nothing; the choice holds for this visit. */
export function keepSettings(storage: Storage, chainId: number, settings: Settings): boolean {
  try {
    storage.setItem(`${PLACE}${chainId}`, JSON.stringify({ ...settings, budget: String(settings.budget) }))
    return true
  } catch {
    return false
  }
}
