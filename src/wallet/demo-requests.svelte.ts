import type { Address, Hex } from '../royalties/words.ts'

/** What a demo wallet asks its owner before it acts. */
export type DemoQuestion =
  | { readonly kind: 'connect' }
  | { readonly kind: 'switch'; readonly chainId: number }
  | {
      readonly kind: 'transaction'
      readonly to?: Address
      /** In the smallest unit of the native currency. */
      readonly value: bigint
      readonly data: Hex
    }
  | { readonly kind: 'signature'; readonly primaryType: string; readonly text: string }

export interface DemoRequest {
  readonly id: number
  readonly name: string
  readonly address: Address
  readonly question: DemoQuestion
  approve(): void
  reject(): void
}

/** The questions that wait for an answer, oldest first; the shell draws the first in a dialog. */
class DemoRequests {
  waiting = $state.raw<readonly DemoRequest[]>([])
  /** Answers "yes" without asking (`?demo=auto`, for tests). */
  automatic = $state(false)
  #next = 1

  /** `false`: rejected. */
  ask = (name: string, address: Address, question: DemoQuestion): Promise<boolean> => {
    if (this.automatic) return Promise.resolve(true)
    return new Promise((resolve) => {
      const id = this.#next++
      const answer = (yes: boolean) => {
        this.waiting = this.waiting.filter((request) => request.id !== id)
        resolve(yes)
      }
      const request = { id, name, address, question, approve: () => answer(true), reject: () => answer(false) }
      this.waiting = [...this.waiting, request]
    })
  }
}

export const demoRequests = new DemoRequests()
