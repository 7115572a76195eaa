/** The library in a page of its own, for tests that drive it from outside. */
import { numbered } from './bytes.ts'
import { openLibrary, type Library } from '../../../src/storage/library.ts'

interface Key {
  shardKey: Uint8Array
  aad: Uint8Array
}

/** What tests find in the page. */
declare global {
  var library: Library
  var content: (length: number, seed?: number) => Uint8Array<ArrayBuffer>
  var digest: (bytes: BufferSource | Uint8Array) => Promise<string>
  var key: Key
  /** A stream opened by an earlier step. */
  var url: string | undefined
  /** Why it failed; `none` when it did not. */
  var reason: (work: Promise<unknown>) => Promise<{ kind: string; message: string }>
  var trustedTypes: { createPolicy(name: string, rules: object): unknown }
  interface Window {
    openLibrary: typeof openLibrary
  }
}

trustedTypes.createPolicy('default', {
  createScriptURL: (url: string) => (new URL(url, location.href).origin === location.origin ? url : undefined),
})
window.openLibrary = openLibrary
window.content = numbered
window.digest = async (bytes) =>
  [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as BufferSource))].join()
window.key = { shardKey: new Uint8Array(32).fill(7), aad: new Uint8Array(36).fill(9) }
window.reason = (work) =>
  work.then(
    () => ({ kind: 'none', message: '' }),
    (error: unknown) => {
      const { kind = 'defect', message = '' } = error as { kind?: string; message?: string }
      return { kind, message }
    },
  )
