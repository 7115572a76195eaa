import type { Repeat } from './queue.ts'

/** In the order a button goes through them. */
export const REPEATS: readonly Repeat[] = ['off', 'all', 'one']
export const repeatWords: Readonly<Record<Repeat, string>> = {
  off: 'Repeat nothing',
  all: 'Repeat all',
  one: 'Repeat one',
}
