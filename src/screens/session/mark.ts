import type { Address } from '../../royalties/words.ts'

/** Tells, before anything is loaded, that there is a session to take up, and whose. Forgetting it loses no money: the
 * books and the purse stay. */
export const markOf = (chainId: number) => {
  const place = `tributary.session.${chainId}`
  return {
    get owner(): Address | undefined {
      return (localStorage.getItem(place) as Address | null) ?? undefined
    },
    set(owner: Address): void {
      try {
        localStorage.setItem(place, owner)
      } catch {
        return
      }
    },
    clear: (): void => localStorage.removeItem(place),
  }
}
