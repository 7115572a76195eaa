import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rangeOf, serveApp, type AppServer } from '../../src/local/serve.ts'

let folder: string
let app: AppServer
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tributary-serve-'))
  await mkdir(join(folder, 'site/assets'), { recursive: true })
  await writeFile(join(folder, 'secret.txt'), 'secret')
  await writeFile(join(folder, 'site/index.html'), '<!doctype html>')
  await writeFile(join(folder, 'site/.sources'), 'hidden')
  await writeFile(join(folder, 'site/assets/app-1234.js'), '0123456789')
  await symlink(join(folder, 'secret.txt'), join(folder, 'site/way-out.txt'))
  app = await serveApp(join(folder, 'site'), 0, { '/local.json': { here: true } })
})
afterAll(async () => {
  await app.stop()
  await rm(folder, { recursive: true, force: true })
})

/** Sends the path as it is; fetch would tidy it first. */
const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }>((resolve, reject) => {
    const { port } = new URL(app.url)
    const sent = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => (body += text))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
    sent.on('error', reject).end()
  })

test('the page comes with the policy, its type and no sniffing', async () => {
  const { status, headers, body } = await ask('/')
  expect({ status, body }).toEqual({ status: 200, body: '<!doctype html>' })
  expect(headers['content-type']).toBe('text/html; charset=utf-8')
  expect(headers['content-security-policy']).toContain("default-src 'none'")
  expect(headers['content-security-policy']).toContain("require-trusted-types-for 'script'")
  expect(headers['x-content-type-options']).toBe('nosniff')
})

test('a hashed file may be kept for ever, the page never', async () => {
  expect((await ask('/assets/app-1234.js')).headers['cache-control']).toContain('immutable')
  expect((await ask('/')).headers['cache-control']).toBe('no-cache')
})

test.each([
  '/../secret.txt',
  '/%2e%2e/secret.txt',
  '/assets/..%2f..%2fsecret.txt',
  '/assets/..\\..\\secret.txt',
  '/way-out.txt',
  '/.sources',
  '/nothing',
])('%s leads nowhere', async (path) => {
  const { status, body } = await ask(path)
  expect(status).toBe(404)
  expect(body).not.toContain('secret')
})

test('an unreadable path is refused, not answered with an error of ours', async () => {
  expect((await ask('/%ff')).status).toBe(400)
  expect((await ask('/%00')).status).toBe(400)
})

test('one range is served as asked; one beyond the end is refused with the length', async () => {
  const part = await ask('/assets/app-1234.js', { range: 'bytes=2-5' })
  expect(part).toMatchObject({ status: 206, body: '2345' })
  expect(part.headers['content-range']).toBe('bytes 2-5/10')
  const beyond = await ask('/assets/app-1234.js', { range: 'bytes=10-' })
  expect(beyond.status).toBe(416)
  expect(beyond.headers['content-range']).toBe('bytes */10')
})

test('ranges are read as HTTP writes them', () => {
  expect(rangeOf('bytes=-3', 10)).toEqual({ from: 7, to: 9 })
  expect(rangeOf('bytes=4-', 10)).toEqual({ from: 4, to: 9 })
  expect(rangeOf('bytes=4-99', 10)).toEqual({ from: 4, to: 9 })
  expect(rangeOf('bytes=9-4', 10)).toBe('unsatisfiable')
  expect(rangeOf('bytes=0-1,4-5', 10)).toBeUndefined()
  expect(rangeOf('bytes=-', 10)).toBeUndefined()
})

test('another site under a name of its own gets nothing, and nobody may write', async () => {
  expect((await ask('/local.json', { host: 'evil.example' })).status).toBe(421)
  expect((await ask('/', {}, 'POST')).status).toBe(405)
})

test('documents that are no files are served as JSON and never kept', async () => {
  const { headers, body } = await ask('/local.json')
  expect(JSON.parse(body)).toEqual({ here: true })
  expect(headers['cache-control']).toBe('no-store')
})
