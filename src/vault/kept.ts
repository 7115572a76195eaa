/** The vault over a store of records: `work:…` secrets (works.ts); `home:…` the address of the work at that home;
 * `root:…` roots and the ways to them (roots.ts, unlockers); `backup` when the newest backup was made. */
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { bigEndian, fromHex, type Bytes } from '../content/bytes.ts'
import { makeRequest, receiveSecret, type RequestContext, type RequestTerms } from '../content/delivery.ts'
import { deriveWorkSecret, publicKey, randomSecret, workAddress } from '../content/keyline.ts'
import type { ContentKey, WorkSecret } from '../content/keyline.ts'
import { derive, SALT, wide } from '../content/scalar.ts'
import type { Address, Hex } from '../royalties/words.ts'
import { lockBackup, unlockBackup } from './backup.ts'
import { isTestNetwork } from './networks.ts'
import { isDamaged, VaultProblem } from './problem.ts'
import type { Roots } from './roots.ts'
import type { VaultStore } from './store.ts'
import type { Progress } from './stretch.ts'
import { makeDevice } from './unlockers/device.ts'
import { recordOf, removeUnlocker, unlockersIn, type NewUnlocker, type Unlocker } from './unlockers/unlocker.ts'
import type { Backup, Damage, Exported, Home, Imported, Purse, Vault } from './vault.ts'
import { Works, type KeptAbout, type KeptKey } from './works.ts'

const HOME = 'home:'
const BACKUP = 'backup'

function placeOfHome({ deployment, creator, salt32 }: Home): string {
  return `${HOME}${deployment.chainId}:${deployment.contract}:${creator}:${salt32}`.toLowerCase()
}

export class KeptVault implements Vault {
  readonly #store: VaultStore
  readonly #roots: Roots
  readonly #works: Works
  readonly #clock: () => number

  constructor(store: VaultStore, roots: Roots, clock: () => number) {
    this.#store = store
    this.#roots = roots
    this.#works = new Works(store, roots.recordKey)
    this.#clock = clock
  }

  async workSecret(home: Home, { shreddable = false } = {}): Promise<WorkSecret> {
    const place = placeOfHome(home)
    const standing = (await this.#store.read(place)) as Address | undefined
    const known = standing && (await this.#secretOf(standing, home))
    if (known) return known
    if (standing && (await this.#works.shreddedAt(standing))) throw new VaultProblem('shredded')
    const recoverable = !shreddable && !isTestNetwork(home.deployment.chainId)
    const made = recoverable ? derivedFor(await this.#roots.own(), home) : randomSecret()
    // The secret is kept before the home names it, so that no tab ever finds a name without a secret.
    const mine = await this.#keep(made, 'made', recoverable)
    const winner = await this.#works.read(await this.#store.settle(place, mine))
    // A name without a secret came with a backup that lacked it: from now on it names this one.
    if (!winner) await this.#store.write(place, mine)
    return winner ?? made
  }

  async remember(key: ContentKey, secret: WorkSecret, origin: KeptAbout['origin'] = 'bought'): Promise<void> {
    const { x, y } = publicKey(secret)
    if (BigInt(x) !== BigInt(key.x) || BigInt(y) !== BigInt(key.y))
      throw new RangeError('This secret is of another work')
    if (!(await this.#works.shreddedAt(workAddress(key)))) await this.#keep(secret, origin, false)
  }

  async secretFor(key: ContentKey, home?: Home): Promise<WorkSecret | undefined> {
    const address = workAddress(key)
    if (!home) return this.#works.read(address)
    return (await this.#secretOf(address, home)) ?? this.#derived(address, home)
  }

  /** What is damaged is made again where a root makes it. */
  async #secretOf(address: Address, home: Home): Promise<WorkSecret | undefined> {
    return this.#works.read(address).catch(async (error: unknown) => {
      const made = isDamaged(error) ? await this.#derived(address, home) : undefined
      if (!made) throw error
      return made
    })
  }

  /** The secret of that address as some root makes it for that home. */
  async #derived(address: Address, home: Home): Promise<WorkSecret | undefined> {
    const { roots, damaged } = await this.#roots.readable()
    const secret = roots.map((root) => derivedFor(root, home)).find((made) => workAddress(publicKey(made)) === address)
    if (!secret && damaged > 0) throw new VaultProblem('damagedRoot')
    if (secret) await this.#keep(secret, 'made', true)
    return secret
  }

  async requestTerms(context: RequestContext, attempt: number): Promise<RequestTerms> {
    return makeRequest(await this.#roots.own(), context, attempt)
  }

  async receive(context: RequestContext, attempt: number, scalar: Hex): Promise<WorkSecret | undefined> {
    for (const root of (await this.#roots.readable()).roots) {
      const secret = receiveSecret(root, context, attempt, scalar)
      if (!secret) continue
      await this.#keep(secret, 'bought', true)
      return secret
    }
    return undefined
  }

  async purseKey(purpose: Purse, chainId: number, owner: Address): Promise<Bytes> {
    return purseFrom(await this.#roots.own(), purpose, chainId, owner)
  }

  async purseKeys(purpose: Purse, chainId: number, owner: Address): Promise<Bytes[]> {
    return (await this.#roots.readable()).roots.map((root) => purseFrom(root, purpose, chainId, owner))
  }

  keys(): Promise<KeptKey[]> {
    return this.#works.list()
  }

  async held(): Promise<Address[]> {
    return (await this.keys()).map(({ key }) => key)
  }

  async count(): Promise<number> {
    return (await this.keys()).length
  }

  shred(key: Address): Promise<void> {
    return this.#works.shred(key, this.#clock())
  }

  unlockers(): Promise<Unlocker[]> {
    return unlockersIn(this.#store)
  }

  async addUnlocker(unlocker: NewUnlocker): Promise<void> {
    await this.#store.write(...(await recordOf(this.#roots.first, unlocker, this.#clock())))
  }

  async addDevice(): Promise<void> {
    await this.addUnlocker(await makeDevice(this.#store))
  }

  removeUnlocker(name: string): Promise<void> {
    return removeUnlocker(this.#store, name)
  }

  async damage(): Promise<Damage> {
    const [{ damaged: works }, { damaged: roots }] = await Promise.all([this.#works.readAll(), this.#roots.readable()])
    return { works, roots }
  }

  async exportBackup(passphrase: string, progress?: Progress): Promise<Exported> {
    const [{ secrets, damaged }, readable] = await Promise.all([this.#works.readAll(), this.#roots.readable()])
    const inFile = new Map(secrets)
    const about = (await this.keys()).flatMap(({ key, origin, recoverable, since }): [Address, KeptAbout][] =>
      inFile.has(key) && origin && since !== undefined
        ? [[key, { origin, recoverable: recoverable ?? false, since }]]
        : [],
    )
    const homes = (await this.#store.all(HOME)).flatMap(([place, key]): [string, Address][] =>
      inFile.has(key as Address) ? [[place, key as Address]] : [],
    )
    const { roots, own } = readable
    const file = await lockBackup({ roots, own, works: [...inFile.values()], homes, about }, passphrase, progress)
    const confirmed = (await this.backedUp())?.confirmed ?? false
    await this.#store.write(BACKUP, { at: this.#clock(), works: inFile.size, confirmed } satisfies Backup)
    return { file, damage: { works: damaged, roots: readable.damaged } }
  }

  async importBackup(file: string, passphrase: string, progress?: Progress): Promise<Imported> {
    const { contents, unreadable } = await unlockBackup(file, passphrase, progress)
    const told = new Map(contents.about)
    const before = (await this.#works.readAll()).secrets.length
    await this.#roots.add(contents.roots, contents.own)
    for (const secret of contents.works) {
      const key = workAddress(publicKey(secret))
      // What was destroyed on purpose does not come back with an old file.
      if (!(await this.#works.shreddedAt(key))) await this.#works.keep(secret, told.get(key) ?? {})
    }
    for (const [place, address] of contents.homes) await this.#store.settle(place, address)
    return { added: (await this.#works.readAll()).secrets.length - before, unreadable }
  }

  async backedUp(): Promise<Backup | undefined> {
    return (await this.#store.read(BACKUP)) as Backup | undefined
  }

  async confirmBackup(): Promise<void> {
    const backup = await this.backedUp()
    if (backup) await this.#store.write(BACKUP, { ...backup, confirmed: true } satisfies Backup)
  }

  #keep(secret: WorkSecret, origin: KeptAbout['origin'], recoverable: boolean): Promise<Address> {
    return this.#works.keep(secret, { origin, recoverable, since: this.#clock() })
  }
}

const derivedFor = (root: Bytes, { deployment, creator, salt32 }: Home): WorkSecret =>
  deriveWorkSecret(root, deployment, creator, salt32)

function purseFrom(root: Bytes, purpose: Purse, chainId: number, owner: Address): Bytes {
  const info = concatBytes(utf8ToBytes(`purse/${purpose}`), bigEndian(chainId, 32), fromHex(owner))
  return bigEndian(wide(derive(root, SALT, info, 48)), 32)
}
