import { expect, test } from 'vitest'

test('the browser under test is a secure context with WebCrypto, IndexedDB and service workers', () => {
  expect(isSecureContext).toBe(true)
  expect(crypto.subtle).toBeDefined()
  expect(indexedDB).toBeDefined()
  expect(navigator.serviceWorker).toBeDefined()
})
