import { expect, test } from 'vitest'
import { headersOf, rangeOf, servedType } from '../../src/storage/ranges.ts'

test.each([
  [null, { status: 200, start: 0, end: 1000 }],
  ['bytes=0-', { status: 206, start: 0, end: 1000 }],
  ['bytes=0-0', { status: 206, start: 0, end: 1 }],
  ['bytes=200-299', { status: 206, start: 200, end: 300 }],
  ['bytes=900-5000', { status: 206, start: 900, end: 1000 }],
  ['bytes=-100', { status: 206, start: 900, end: 1000 }],
  ['bytes=-5000', { status: 206, start: 0, end: 1000 }],
  ['bytes=1000-', { status: 416 }],
  ['bytes=300-200', { status: 416 }],
  ['bytes=-0', { status: 416 }],
  ['bytes=0-1,5-6', { status: 200, start: 0, end: 1000 }],
  ['bytes=-', { status: 200, start: 0, end: 1000 }],
  ['lines=1-2', { status: 200, start: 0, end: 1000 }],
])('of 1000 bytes, %s means %o', (header, range) => {
  expect(rangeOf(header, 1000)).toEqual(range)
})

test('an empty file is answered whole, and has no range', () => {
  expect(rangeOf(null, 0)).toEqual({ status: 200, start: 0, end: 0 })
  expect(rangeOf('bytes=0-', 0)).toEqual({ status: 416 })
})

test('headers give exact lengths', () => {
  expect(headersOf({ status: 206, start: 200, end: 300 }, 1000, 'audio/mpeg')).toMatchObject({
    'content-length': '100',
    'content-range': 'bytes 200-299/1000',
    'content-type': 'audio/mpeg',
    'cache-control': 'no-store',
  })
  expect(headersOf({ status: 416 }, 1000, 'audio/mpeg')).toMatchObject({ 'content-range': 'bytes */1000' })
})

test.each([
  ['audio/mpeg', 'audio/mpeg'],
  ['video/mp4; codecs="avc1"', 'video/mp4'],
  ['Image/PNG', 'image/png'],
  ['text/html', 'application/octet-stream'],
  ['image/svg+xml', 'application/octet-stream'],
  ['application/xhtml+xml', 'application/octet-stream'],
  ['text/javascript', 'application/octet-stream'],
  ['audio/mpeg\r\nset-cookie: a=b', 'application/octet-stream'],
])('content that claims to be %s is served as %s', (claimed, served) => {
  expect(servedType(claimed)).toBe(served)
})
