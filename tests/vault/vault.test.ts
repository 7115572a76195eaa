import { describe, expect, it } from 'vitest'
import { toHex } from '../../src/content/bytes.ts'
import { publicKey, randomSecret, workAddress } from '../../src/content/keyline.ts'
import { openVault } from '../../src/vault/open.ts'
import { sharesOrigin } from '../../src/vault/origin.ts'
import { memoryStore } from '../../src/vault/store.ts'
import type { Home, Vault } from '../../src/vault/vault.ts'
import type { Hex } from '../../src/royalties/words.ts'

const hex = (digits: string): Hex => `0x${digits}`
const HOME: Home = {
  deployment: { chainId: 8453, contract: hex('11'.repeat(20)) },
  creator: hex('22'.repeat(20)),
  salt32: hex('33'.repeat(32)),
}
const TOY: Home = { ...HOME, deployment: { ...HOME.deployment, chainId: 31337 } }
const REQUEST = { ...HOME.deployment, key: publicKey(randomSecret()), buyer: hex('55'.repeat(20)) }
const vault = () => openVault({ store: memoryStore() })
const fileOf = async (one: Vault, passphrase: string) => (await one.exportBackup(passphrase)).file
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
    const file = await fileOf(one, PASSPHRASE)
    const made = await one.workSecret(HOME)
    expect(await other.importBackup(file, PASSPHRASE)).toEqual({ added: 2, unreadable: 0 })
    for (const secret of kept) expect(await other.secretFor(publicKey(secret))).toEqual(secret)
    expect(await other.workSecret(TOY)).toEqual(kept[0])
    // Made after the backup, but the root that came with it makes it again.
    expect(await other.secretFor(publicKey(made))).toBeUndefined()
    expect(await other.secretFor(publicKey(made), HOME)).toEqual(made)
  })

  it('adds to what is there and loses nothing, however often it is read', async () => {
    const [one, other] = [await vault(), await vault()]
    await one.workSecret(TOY)
    const file = await fileOf(one, PASSPHRASE)
    const own = await other.workSecret(TOY)
    await other.importBackup(file, PASSPHRASE)
    expect(await other.importBackup(file, PASSPHRASE)).toEqual({ added: 0, unreadable: 0 })
    expect(await other.workSecret(TOY)).toEqual(own)
    expect(await other.count()).toBe(2)
  })

  it('is known to have been made, and of how many works', async () => {
    const one = await openVault({ store: memoryStore(), clock: () => 42 })
    await one.workSecret(TOY)
    expect(await one.backedUp()).toBeUndefined()
    await one.exportBackup(PASSPHRASE)
    expect(await one.backedUp()).toEqual({ at: 42, works: 1, confirmed: false })
  })

  it('takes the same passphrase typed on a system that composes letters differently', async () => {
    const one = await vault()
    const file = await fileOf(one, 'caf\u00e9 au lait, merci')
    await expect((await vault()).importBackup(file, 'cafe\u0301 au lait, merci')).resolves.toEqual({
      added: 0,
      unreadable: 0,
    })
  })

  it('says that the passphrase is wrong, or that the file was altered', async () => {
    const one = await vault()
    const file = await fileOf(one, PASSPHRASE)
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

  it('brought into an empty vault makes its root the own one: requests and purses are found again', async () => {
    const [lost, found, busy] = [await vault(), await vault(), await vault()]
    const owner = hex('44'.repeat(20))
    const purse = await lost.purseKey('session', 8453, owner)
    const file = await fileOf(lost, PASSPHRASE)
    const own = await busy.purseKey('session', 8453, owner)
    await Promise.all([found, busy].map((one) => one.importBackup(file, PASSPHRASE)))
    expect(await found.purseKey('session', 8453, owner)).toEqual(purse)
    expect(await found.requestTerms(REQUEST, 0)).toEqual(await lost.requestTerms(REQUEST, 0))
    // What follows from a root already does so for ever; the other root is searched.
    expect(await busy.purseKey('session', 8453, owner)).toEqual(own)
    expect(await busy.purseKeys('session', 8453, owner)).toEqual([own, purse])
  })

  it('of a vault that took over a root carries that root first', async () => {
    const [first, second, third] = [await vault(), await vault(), await vault()]
    await second.importBackup(await fileOf(first, PASSPHRASE), PASSPHRASE)
    await third.importBackup(await fileOf(second, PASSPHRASE), PASSPHRASE)
    expect(await third.workSecret(HOME)).toEqual(await first.workSecret(HOME))
  })

  it('is confirmed once, and stays so when a newer one is made', async () => {
    const one = await vault()
    await one.confirmBackup()
    expect(await one.backedUp()).toBeUndefined()
    await one.exportBackup(PASSPHRASE)
    expect((await one.backedUp())?.confirmed).toBe(false)
    await one.confirmBackup()
    await one.exportBackup(PASSPHRASE)
    expect((await one.backedUp())?.confirmed).toBe(true)
  })

  it('reports progress while the passphrase is stretched', async () => {
    const parts: number[] = []
    await (await vault()).exportBackup(PASSPHRASE, (part) => parts.push(part))
    expect(parts.length).toBeGreaterThan(1)
    expect(Math.max(...parts)).toBe(1)
  })
})

describe('a shreddable work', () => {
  const key = async (one: Vault) => workAddress(publicKey(await one.workSecret(HOME, { shreddable: true })))

  it('has a secret that no root makes again', async () => {
    const [one, plain] = [await vault(), await vault()]
    const secret = await one.workSecret(HOME, { shreddable: true })
    await plain.importBackup(await fileOf(one, PASSPHRASE), PASSPHRASE)
    expect(await one.workSecret(HOME)).toEqual(secret)
    expect((await one.keys())[0]).toMatchObject({ origin: 'made', recoverable: false })
    expect((await plain.keys())[0]).toMatchObject({ origin: 'made', recoverable: false })
  })

  it('is gone once shredded, also for old backups, and is not published anew under the same name', async () => {
    const one = await vault()
    const address = await key(one)
    const secret = await one.workSecret(HOME)
    const file = await fileOf(one, PASSPHRASE)
    await one.shred(address)
    expect(await one.secretFor(publicKey(secret), HOME)).toBeUndefined()
    expect(await one.held()).toEqual([])
    await expect(one.workSecret(HOME)).rejects.toMatchObject({ kind: 'shredded' })
    expect(await one.importBackup(file, PASSPHRASE)).toEqual({ added: 0, unreadable: 0 })
    await one.remember(publicKey(secret), secret, 'made')
    expect(await one.secretFor(publicKey(secret))).toBeUndefined()
    // Another vault knows nothing of that.
    expect(await (await vault()).importBackup(file, PASSPHRASE)).toEqual({ added: 1, unreadable: 0 })
  })

  it('is none when the root makes it: then shredding is refused', async () => {
    const one = await vault()
    const secret = await one.workSecret(HOME)
    await expect(one.shred(workAddress(publicKey(secret)))).rejects.toMatchObject({ kind: 'notShreddable' })
    expect(await one.secretFor(publicKey(secret))).toEqual(secret)
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
