/** A lost device: a new, empty vault, the backup of before, and what the chain and the manifests still say. */
import { CID } from 'multiformats/cid'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { publicKey } from '../../src/content/keyline.ts'
import { publishWork } from '../../src/publish/publish.ts'
import type { App } from '../../src/screens/context.ts'
import { findKeys } from '../../src/screens/settings/find-keys.ts'
import { blockBytes } from '../../src/storage/blocks.ts'
import { openVault } from '../../src/vault/open.ts'
import { memoryStore } from '../../src/vault/store.ts'
import type { Vault } from '../../src/vault/vault.ts'
import { account, order, portsOf, startStage, type Played, type Stage } from '../publish/stage.ts'

const PASSPHRASE = 'quiet water runs deep'
const stranger = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'

let stage: Stage
beforeAll(async () => {
  // Not a test network by its number, so that keys follow from the root.
  stage = await startStage(424_242)
})
afterAll(() => stage.stop())

const empty = () => openVault({ store: memoryStore() })

/** Publishes a sealed work by way of this vault. */
async function publish(vault: Vault, shreddable: boolean) {
  const ports = portsOf(stage)
  const secret: Played['secret'] = (salt32) =>
    vault.workSecret({ deployment: ports.deployment, creator: account.address, salt32 }, { shreddable })
  const outcome = await publishWork(order(), { ...ports, secret })
  if (!outcome.ok) throw new Error(outcome.problem.sentence)
  return { shelf: ports.shelf, key: publicKey(await secret(ports.journal.read().salt32)) }
}

/** As much of the app as looking for keys needs. `shelves` have the manifests; `recover` finds nothing bought. */
const appWith = (shelves: readonly Played['shelf'][]) =>
  ({
    client: stage.client,
    library: async () => ({
      async read(cid: string) {
        for (const { store } of shelves) if (await store.has(CID.parse(cid))) return blockBytes(store, CID.parse(cid))
        throw new Error('nobody has it')
      },
    }),
    licences: async () => ({ recover: async () => 0 }),
  }) as unknown as App

test('the root of an old backup and the manifests bring back the keys of works made since; what was shreddable is lost', async () => {
  const lost = await empty()
  const { file: backup } = await lost.exportBackup(PASSPHRASE)
  const made = await publish(lost, false)
  const shreddable = await publish(lost, true)
  const app = appWith([made.shelf, shreddable.shelf])

  const found = await empty()
  expect(await findKeys(app, found, account.address, () => {})).toEqual({ looked: 2, found: 0 })
  await found.importBackup(backup, PASSPHRASE)
  expect(await findKeys(app, found, stranger, () => {})).toEqual({ looked: 0, found: 0 })
  const told: string[] = []
  expect(await findKeys(app, found, account.address, (what) => told.push(what))).toEqual({ looked: 2, found: 1 })
  expect(told).toEqual(['your works', 'work 1 of 2', 'work 2 of 2', 'your key requests'])
  expect(await found.secretFor(made.key)).toEqual(await lost.secretFor(made.key))
  expect(await found.secretFor(shreddable.key)).toBeUndefined()
})

test('a manifest that nobody has stops nothing', async () => {
  const vault = await empty()
  const { key, shelf } = await publish(vault, false)
  const again = await empty()
  await again.importBackup((await vault.exportBackup(PASSPHRASE)).file, PASSPHRASE)
  const { found } = await findKeys(appWith([]), again, account.address, () => {})
  expect(found).toBe(0)
  expect(await again.secretFor(key)).toEqual(await vault.secretFor(key))
  expect(shelf.asked).toContain('addRaw')
})
