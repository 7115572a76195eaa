/** Records that a failing disk, or a hand, has spoiled: the others are not lost with them, and nothing is passed over in
 * silence. */
import { describe, expect, test } from 'vitest'
import { toHex } from '../../src/content/bytes.ts'
import { answerRequest } from '../../src/content/delivery.ts'
import { publicKey, randomSecret, workAddress } from '../../src/content/keyline.ts'
import type { Asked } from '../../src/keys/buying/asked.ts'
import { take } from '../../src/keys/buying/follow.ts'
import type { Address, Hex } from '../../src/royalties/words.ts'
import { lockBackup } from '../../src/vault/backup.ts'
import { openVault } from '../../src/vault/open.ts'
import { makePassphraseUnlocker } from '../../src/vault/unlockers/passphrase.ts'
import { memoryStore } from '../../src/vault/store.ts'
import type { Home } from '../../src/vault/vault.ts'

const PASSPHRASE = 'correct horse battery staple'
const hex = (digits: string): Hex => `0x${digits}`
const HOME: Home = {
  deployment: { chainId: 8453, contract: hex('11'.repeat(20)) },
  creator: hex('22'.repeat(20)),
  salt32: hex('33'.repeat(32)),
}
const empty = () => openVault({ store: memoryStore() })

/** A vault whose records can be reached. */
async function open() {
  const records = new Map<string, unknown>()
  const vault = await openVault({ store: memoryStore(records) })
  const keep = async () => {
    const secret = randomSecret()
    await vault.remember(publicKey(secret), secret)
    return { secret, key: publicKey(secret), address: workAddress(publicKey(secret)) }
  }
  return { records, vault, keep }
}

/** What stands under this name, spoiled in one of the ways a record can be. */
const WAYS: readonly (readonly [string, (record: unknown) => unknown])[] = [
  [
    'a flipped bit',
    (record) => {
      const { sealed, ...rest } = record as { sealed: Uint8Array }
      return { ...rest, sealed: sealed.map((byte, i) => (i === 5 ? byte ^ 1 : byte)) }
    },
  ],
  ['cut off', (record) => ({ ...(record as object), sealed: new Uint8Array(3) })],
  ['nothing of what it was', () => null],
  ['a text', () => 'gone'],
]
const spoil = (records: Map<string, unknown>, prefix: string, way = WAYS[0]![1]) => {
  const [name] = [...records.keys()].filter((key) => key.startsWith(prefix))
  records.set(name!, way(records.get(name!)))
  return name!
}

describe('a damaged key', () => {
  test.each(WAYS)('(%s) is named, and hides no other', async (_, way) => {
    const { records, vault, keep } = await open()
    const [whole, other] = [await keep(), await keep()]
    spoil(records, `work:${other.address}`, way)
    expect(await vault.damage()).toEqual({ works: [other.address], roots: 0 })
    await expect(vault.secretFor(other.key)).rejects.toMatchObject({ kind: 'damaged' })
    expect(await vault.secretFor(whole.key)).toEqual(whole.secret)
    expect(await vault.count()).toBe(2)
  })

  test('leaves the others in the backup, which says what is not in it', async () => {
    const { records, vault, keep } = await open()
    const [whole, other, third] = [await keep(), await keep(), await keep()]
    spoil(records, `work:${other.address}`)
    const { file, damage } = await vault.exportBackup(PASSPHRASE)
    expect(damage).toEqual({ works: [other.address], roots: 0 })
    expect((await vault.backedUp())?.works).toBe(2)
    const found = await empty()
    expect(await found.importBackup(file, PASSPHRASE)).toEqual({ added: 2, unreadable: 0 })
    for (const { key, secret } of [whole, third]) expect(await found.secretFor(key)).toEqual(secret)
    expect(await found.secretFor(other.key)).toBeUndefined()
  })

  test('is not taken for one that never was, and comes back whole with an older backup', async () => {
    const { records, vault, keep } = await open()
    const one = await keep()
    const { file } = await vault.exportBackup(PASSPHRASE)
    spoil(records, 'work:')
    await expect(vault.secretFor(one.key)).rejects.toMatchObject({ kind: 'damaged' })
    expect(await vault.importBackup(file, PASSPHRASE)).toEqual({ added: 1, unreadable: 0 })
    expect(await vault.secretFor(one.key)).toEqual(one.secret)
    expect(await vault.damage()).toEqual({ works: [], roots: 0 })
  })

  test('of a work of one’s own is made again by the root', async () => {
    const { records, vault } = await open()
    const secret = await vault.workSecret(HOME)
    spoil(records, 'work:')
    expect(await vault.secretFor(publicKey(secret), HOME)).toEqual(secret)
    expect(await vault.secretFor(publicKey(secret))).toEqual(secret)
    spoil(records, 'work:')
    expect(await vault.workSecret(HOME)).toEqual(secret)
  })

  test('that no root makes again is not replaced by another one', async () => {
    const { records, vault } = await open()
    await vault.workSecret(HOME, { shreddable: true })
    spoil(records, 'work:')
    await expect(vault.workSecret(HOME, { shreddable: true })).rejects.toMatchObject({ kind: 'damaged' })
  })

  test('that was bought comes back with its delivery', async () => {
    const { records, vault } = await open()
    const asked = await bought(vault)
    expect((await take(vault, asked)).outcome).toMatchObject({ taken: 'yes' })
    spoil(records, 'work:')
    expect((await take(vault, asked)).outcome).toMatchObject({ taken: 'yes' })
    expect(await vault.damage()).toEqual({ works: [], roots: 0 })
  })

  test('destroyed on purpose in another tab meanwhile stays destroyed', async () => {
    const { records, vault } = await open()
    const secret = await vault.workSecret(HOME, { shreddable: true })
    await vault.shred(workAddress(publicKey(secret)))
    await vault.remember(publicKey(secret), secret)
    expect([...records.keys()].filter((key) => key.startsWith('work:'))).toEqual([])
  })
})

/** Delivered to the first request of this vault. */
async function bought(vault: Awaited<ReturnType<typeof open>>['vault']): Promise<Asked> {
  const secret = randomSecret()
  const key = publicKey(secret)
  const buyer = hex('55'.repeat(20))
  const context = { ...HOME.deployment, key, buyer }
  const terms = await vault.requestTerms(context, 0)
  const scalar = answerRequest(secret, context, terms)!
  const outcome = { kind: 'delivered', scalar, server: HOME.creator, taken: 'not yet' } as const
  return { ...HOME.deployment, id: '0x', key, request: { buyer } as Asked['request'], attempt: 0, at: 0, outcome }
}

describe('a damaged root', () => {
  const lost = empty()
  const backup = lost.then(async (vault) => {
    const secret = await vault.workSecret(HOME)
    return { secret, ...(await vault.exportBackup(PASSPHRASE)) }
  })
  /** A vault whose own root came with a backup. */
  const heired = backup.then(async ({ file }) => {
    const made = await open()
    await made.vault.importBackup(file, PASSPHRASE)
    return made.records
  })
  async function heir() {
    const records = new Map(await heired)
    const vault = await openVault({ store: memoryStore(records) })
    return { records, vault, lost: await lost, ...(await backup) }
  }

  test.each(['spoiled', 'gone'])('(%s) is not replaced by another one: nothing new follows from it', async (how) => {
    const { records, vault, file, lost } = await heir()
    const name = spoil(records, 'root:other:')
    if (how === 'gone') records.delete(name)
    await expect(vault.workSecret({ ...HOME, salt32: hex('44'.repeat(32)) })).rejects.toMatchObject({
      kind: 'damagedRoot',
    })
    await expect(vault.purseKey('session', 8453, HOME.creator)).rejects.toMatchObject({ kind: 'damagedRoot' })
    expect(await vault.damage()).toEqual({ works: [], roots: 1 })
    await vault.importBackup(file, PASSPHRASE)
    expect(await vault.damage()).toEqual({ works: [], roots: 0 })
    expect(await vault.purseKey('session', 8453, HOME.creator)).toEqual(
      await lost.purseKey('session', 8453, HOME.creator),
    )
  })

  test('is missing in the backup, which says so and makes no other root the own one', async () => {
    const { records, vault, secret, lost, file: old } = await heir()
    spoil(records, 'root:other:')
    const { file, damage } = await vault.exportBackup(PASSPHRASE)
    expect(damage).toEqual({ works: [], roots: 1 })
    const found = await empty()
    await found.importBackup(file, PASSPHRASE)
    expect(await found.secretFor(publicKey(secret))).toEqual(secret)
    await found.importBackup(old, PASSPHRASE)
    expect(await found.requestTerms({ ...HOME.deployment, key: publicKey(secret), buyer: HOME.creator }, 0)).toEqual(
      await lost.requestTerms({ ...HOME.deployment, key: publicKey(secret), buyer: HOME.creator }, 0),
    )
  })

  test('does not make a delivery for it look like a lie', async () => {
    const { records, vault } = await heir()
    const asked = await bought(vault)
    spoil(records, 'root:other:')
    await expect(take(vault, asked)).rejects.toMatchObject({ kind: 'damagedRoot' })
  })
})

test('a damaged way in leaves the others', async () => {
  const { records, vault } = await open()
  await vault.addUnlocker(await makePassphraseUnlocker(PASSPHRASE))
  records.set('root:own:passphrase', null)
  expect((await openVault({ store: memoryStore(records) })).held()).toBeDefined()
})

describe('a damaged backup', () => {
  const secret = randomSecret()
  const whole = { roots: [new Uint8Array(32).fill(7)], own: true, works: [secret], homes: [], about: [] }
  const file = (change: object) => lockBackup({ ...whole, ...change }, PASSPHRASE)

  test('brings what is good in it, and says how much is not', async () => {
    const one = await empty()
    const text = await file({
      works: [secret, new Uint8Array(31), new Uint8Array(32)],
      homes: [['home:a', 'nowhere'], 5],
      about: [[workAddress(publicKey(secret)), { origin: 'found' }]],
    })
    expect(await one.importBackup(text, PASSPHRASE)).toEqual({ added: 1, unreadable: 5 })
    expect(await one.secretFor(publicKey(secret))).toEqual(secret)
  })

  test('whose own root cannot be read makes none of the others the own one', async () => {
    const records = new Map<string, unknown>()
    const own = await (await openVault({ store: memoryStore(records) })).purseKeys('session', 8453, HOME.creator)
    const one = await openVault({ store: memoryStore(records) })
    const text = await file({ roots: [new Uint8Array(5), new Uint8Array(32).fill(7)] })
    expect(await one.importBackup(text, PASSPHRASE)).toEqual({ added: 1, unreadable: 1 })
    expect(await one.purseKey('session', 8453, HOME.creator)).toEqual(own[0])
    expect(await one.purseKeys('session', 8453, HOME.creator)).toHaveLength(2)
  })

  test('that names a home without its secret does not let every visit make another one', async () => {
    const one = await empty()
    const toy = { ...HOME, deployment: { ...HOME.deployment, chainId: 31337 } }
    const { deployment, creator, salt32 } = toy
    const place = `home:${deployment.chainId}:${deployment.contract}:${creator}:${salt32}`
    const nowhere: Address = hex('99'.repeat(20))
    await one.importBackup(await file({ works: [], homes: [[place, nowhere]] }), PASSPHRASE)
    const made = await one.workSecret(toy)
    expect(toHex(await one.workSecret(toy))).toBe(toHex(made))
  })
})
