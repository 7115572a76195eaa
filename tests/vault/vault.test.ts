import { describe, expect, it } from 'vitest'
import { toHex } from '../../src/content/bytes.ts'
import { publicKey, randomSecret } from '../../src/content/keyline.ts'
import { openVault } from '../../src/vault/open.ts'
import { sharesOrigin } from '../../src/vault/origin.ts'
import { memoryStore } from '../../src/vault/store.ts'
import type { Home } from '../../src/vault/vault.ts'
import type { Hex } from '../../src/royalties/words.ts'

const hex = (digits: string): Hex => `0x${digits}`
const HOME: Home = {
  deployment: { chainId: 8453, contract: hex('11'.repeat(20)) },
  creator: hex('22'.repeat(20)),
  salt32: hex('33'.repeat(32)),
}
const TOY: Home = { ...HOME, deployment: { ...HOME.deployment, chainId: 31337 } }
const vault = () => openVault({ store: memoryStore() })
const PASSPHRASE = 'correct horse battery staple'

describe('the secret of a new work', () => {
  it.each([
    ['a main network', HOME],
    ['a test network', TOY],
  ])('on %s stays the same for the same home', async (_, home) => {
    const one = await vault()
    expect(await one.workSecret(home)).toEqual(await one.workSecret(home))
  })

  it('differs with the salt, the creator and the deployment', async () => {
    const one = await vault()
    const secrets = await Promise.all([
      one.workSecret(HOME),
      one.workSecret({ ...HOME, salt32: hex('34'.repeat(32)) }),
      one.workSecret({ ...HOME, creator: hex('23'.repeat(20)) }),
      one.workSecret(TOY),
    ])
    expect(new Set(secrets.map(toHex)).size).toBe(4)
  })

  it('is one even when two tabs ask at once', async () => {
    const store = memoryStore()
    const [first, second] = await Promise.all([openVault({ store }), openVault({ store })])
    expect(await Promise.all([first.workSecret(TOY), second.workSecret(TOY)])).toSatisfy(
      ([a, b]: Uint8Array[]) => toHex(a!) === toHex(b!),
    )
    expect(await first.workSecret(HOME)).toEqual(await second.workSecret(HOME))
  })

  it('is there again after the vault was closed, as long as its store is', async () => {
    const store = memoryStore()
    const secret = await (await openVault({ store })).workSecret(TOY)
    expect(await (await openVault({ store })).secretFor(publicKey(secret))).toEqual(secret)
  })

  it('is not written anywhere in the open', async () => {
    const records = new Map<string, unknown>()
    const secret = await (await openVault({ store: memoryStore(records) })).workSecret(TOY)
    const written = [...records.values()].flatMap((value) => {
      const { sealed, iv } = value as { sealed?: Uint8Array; iv?: Uint8Array }
      return [sealed, iv].filter((bytes) => bytes !== undefined).map(toHex)
    })
    expect(written.length).toBeGreaterThan(2)
    expect(written.join()).not.toContain(toHex(secret).slice(2))
  })
})

describe('a secret bought', () => {
  it('is found again by its content key', async () => {
    const one = await vault()
    const secret = randomSecret()
    expect(await one.secretFor(publicKey(secret))).toBeUndefined()
    await one.remember(publicKey(secret), secret)
    expect(await one.secretFor(publicKey(secret))).toEqual(secret)
    expect(await one.count()).toBe(1)
  })

  it('is refused when it does not fit the key', async () => {
    const one = await vault()
    await expect(one.remember(publicKey(randomSecret()), randomSecret())).rejects.toThrow('of another work')
  })
})

describe('a backup', () => {
  it('brings every secret into another vault, and the roots that made them', async () => {
    const [one, other] = [await vault(), await vault()]
    const kept = [await one.workSecret(TOY), randomSecret()]
    await one.remember(publicKey(kept[1]!), kept[1]!)
    const file = await one.exportBackup(PASSPHRASE)
    const made = await one.workSecret(HOME)
    expect(await other.importBackup(file, PASSPHRASE)).toBe(2)
    for (const secret of kept) expect(await other.secretFor(publicKey(secret))).toEqual(secret)
    expect(await other.workSecret(TOY)).toEqual(kept[0])
    // Made after the backup, but the root that came with it makes it again.
    expect(await other.secretFor(publicKey(made))).toBeUndefined()
    expect(await other.secretFor(publicKey(made), HOME)).toEqual(made)
  })

  it('adds to what is there and loses nothing, however often it is read', async () => {
    const [one, other] = [await vault(), await vault()]
    await one.workSecret(TOY)
    const file = await one.exportBackup(PASSPHRASE)
    const own = await other.workSecret(TOY)
    await other.importBackup(file, PASSPHRASE)
    expect(await other.importBackup(file, PASSPHRASE)).toBe(0)
    expect(await other.workSecret(TOY)).toEqual(own)
    expect(await other.count()).toBe(2)
  })

  it('is known to have been made, and of how many works', async () => {
    const one = await openVault({ store: memoryStore(), clock: () => 42 })
    await one.workSecret(TOY)
    expect(await one.backedUp()).toBeUndefined()
    await one.exportBackup(PASSPHRASE)
    expect(await one.backedUp()).toEqual({ at: 42, works: 1 })
  })

  it('takes the same passphrase typed on a system that composes letters differently', async () => {
    const one = await vault()
    const file = await one.exportBackup('caf\u00e9 au lait, merci')
    await expect((await vault()).importBackup(file, 'cafe\u0301 au lait, merci')).resolves.toBe(0)
  })

  it('says that the passphrase is wrong, or that the file was altered', async () => {
    const one = await vault()
    const file = await one.exportBackup(PASSPHRASE)
    const altered = file.replace(
      /("sealed": "0x)(..)/,
      (_, start: string, byte: string) => start + (byte === '00' ? '01' : '00'),
    )
    await expect(one.importBackup(file, 'correct horse battery stable')).rejects.toMatchObject({
      kind: 'wrongPassphrase',
    })
    await expect(one.importBackup(altered, PASSPHRASE)).rejects.toMatchObject({ kind: 'wrongPassphrase' })
  })

  it('is not made under a short passphrase', async () => {
    await expect((await vault()).exportBackup('hunter2')).rejects.toMatchObject({ kind: 'weakPassphrase' })
  })

  it.each([
    ['notBackup', 'not JSON'],
    ['notBackup', '{}'],
    ['notBackup', '[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]'],
    ['notBackup', '{"tributary":"vault-backup","version":1,"kdf":{"name":"scrypt","N":1073741824,"r":8,"p":1}}'],
    ['newerBackup', '{"tributary":"vault-backup","version":2}'],
  ])('is refused as %s: %s', async (kind, file) => {
    await expect((await vault()).importBackup(file, PASSPHRASE)).rejects.toMatchObject({ kind })
  })

  it('reports progress while the passphrase is stretched', async () => {
    const parts: number[] = []
    await (await vault()).exportBackup(PASSPHRASE, (part) => parts.push(part))
    expect(parts.length).toBeGreaterThan(1)
    expect(Math.max(...parts)).toBe(1)
  })
})

describe('an address whose storage others share', () => {
  it.each([
    ['/ipfs/bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi/', true],
    ['/ipns/tributary.example/index.html', true],
    ['/', false],
    ['/tributary/ipfs/', false],
    ['/ipfs/', false],
  ])('is recognised: %s', (pathname, shared) => {
    expect(sharesOrigin({ pathname })).toBe(shared)
  })

  it('is not Node', () => {
    expect(sharesOrigin(undefined)).toBe(false)
  })
})
