import { Desk } from './desk.ts'

/** A method of the desk and what to call it with. */
export interface DeskOrder {
  readonly id: number
  readonly method: keyof Desk
  readonly args: readonly unknown[]
}

export type DeskAnswer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly detail: string }

const scope = globalThis as unknown as DedicatedWorkerGlobalScope
// The page calls with the arguments of that very method: `RemoteDesk` is typed by `Desk`.
const methods = new Desk() as unknown as Record<keyof Desk, (...args: readonly unknown[]) => unknown>

scope.onmessage = ({ data: { id, method, args } }: MessageEvent<DeskOrder>) => {
  try {
    const value = methods[method](...args)
    scope.postMessage({ id, ok: true, value } satisfies DeskAnswer)
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    scope.postMessage({ id, ok: false, detail } satisfies DeskAnswer)
  }
}
