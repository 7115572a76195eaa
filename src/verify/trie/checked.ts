/** What checking an RPC's answer says. `wrong`: the answer contradicts itself or what it was checked against, so somebody
 * lies or is broken. `unknown`: this code cannot judge it; that proves nothing either way. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: 'wrong' | 'unknown'; readonly detail: string }

export const proven = <T>(value: T): Checked<T> => ({ ok: true, value })
export const wrong = (detail: string): Checked<never> => ({ ok: false, reason: 'wrong', detail })
export const unknown = (detail: string): Checked<never> => ({ ok: false, reason: 'unknown', detail })
