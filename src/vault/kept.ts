/** The vault over a store of records:
 * `work:ADDRESS` the wrapped secret whose content key has that address; `home:…` the address of the work at that home;
 * `root:…` roots; `backup` when the newest backup was made. */
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { bigEndian, fromHex, type Bytes } from '../content/bytes.ts'
import { makeRequest, receiveSecret, type RequestContext, type RequestTerms } from '../content/delivery.ts'
import { asWorkSecret, deriveWorkSecret, publicKey, randomSecret, workAddress } from '../content/keyline.ts'
import type { ContentKey, WorkSecret } from '../content/keyline.ts'
import { derive, SALT, wide } from '../content/scalar.ts'
import type { Address, Hex } from '../royalties/words.ts'
import { lockBackup, unlockBackup } from './backup.ts'
import { isTestNetwork } from './networks.ts'
import type { Roots } from './roots.ts'
import type { VaultStore } from './store.ts'
import type { Backup, Home, Vault } from './vault.ts'
import { unwrap, wrap, type Wrapped } from './wrap.ts'

const WORK = 'work:'
const HOME = 'home:'

function placeOfHome({ deployment, creator, salt32 }: Home): string {
  return `${HOME}${deployment.chainId}:${deployment.contract}:${creator}:${salt32}`.toLowerCase()
}

export class KeptVault implements Vault {
  readonly #store: VaultStore
  readonly #roots: Roots
  readonly #clock: () => number

  constructor(store: VaultStore, roots: Roots, clock: () => number) {
    this.#store = store
    this.#roots = roots
    this.#clock = clock
  }

  async workSecret(home: Home): Promise<WorkSecret> {
    const place = placeOfHome(home)
    const known = await this.#read((await this.#store.read(place)) as Address | undefined)
    if (known) return known
    const made = isTestNetwork(home.deployment.chainId) ? randomSecret() : this.#derive(this.#roots.own, home)
    // The secret is kept before the home names it, so that no tab ever finds a name without a secret.
    const winner = await this.#store.settle(place, await this.#keep(made))
    return (await this.#read(winner)) ?? made
  }

  async remember(key: ContentKey, secret: WorkSecret): Promise<void> {
    const { x, y } = publicKey(secret)
    if (BigInt(x) !== BigInt(key.x) || BigInt(y) !== BigInt(key.y))
      throw new RangeError('This secret is of another work')
    await this.#keep(secret)
  }

  async secretFor(key: ContentKey, home?: Home): Promise<WorkSecret | undefined> {
    const address = workAddress(key)
    const known = await this.#read(address)
    if (known || !home) return known
    for (const root of await this.#roots.all()) {
      const secret = this.#derive(root, home)
      if (workAddress(publicKey(secret)) !== address) continue
      await this.#keep(secret)
      return secret
    }
    return undefined
  }

  async requestTerms(context: RequestContext, attempt: number): Promise<RequestTerms> {
    return makeRequest(this.#roots.own, context, attempt)
  }

  async receive(context: RequestContext, attempt: number, scalar: Hex): Promise<WorkSecret | undefined> {
    for (const root of await this.#roots.all()) {
      const secret = receiveSecret(root, context, attempt, scalar)
      if (!secret) continue
      await this.#keep(secret)
      return secret
    }
    return undefined
  }

  async purseKey(purpose: 'session' | 'delegate', chainId: number, owner: Address): Promise<Bytes> {
    const info = concatBytes(utf8ToBytes(`purse/${purpose}`), bigEndian(chainId, 32), fromHex(owner))
    return bigEndian(wide(derive(this.#roots.own, SALT, info, 48)), 32)
  }

  async count(): Promise<number> {
    return (await this.#store.all(WORK)).length
  }

  async exportBackup(passphrase: string, progress?: (part: number) => void): Promise<string> {
    const addresses = (await this.#store.all(WORK)).map(([key]) => key.slice(WORK.length) as Address)
    const secrets = await Promise.all(addresses.map((address) => this.#read(address)))
    const works = secrets.filter((secret) => secret !== undefined)
    const homes = (await this.#store.all(HOME)).map(([place, address]): [string, Address] => [
      place,
      address as Address,
    ])
    const file = await lockBackup({ roots: await this.#roots.all(), works, homes }, passphrase, progress)
    await this.#store.write('backup', { at: this.#clock(), works: works.length } satisfies Backup)
    return file
  }

  async importBackup(file: string, passphrase: string, progress?: (part: number) => void): Promise<number> {
    const { roots, works, homes } = await unlockBackup(file, passphrase, progress)
    const before = await this.count()
    for (const root of roots) await this.#roots.add(root)
    for (const secret of works) await this.#keep(secret)
    for (const [place, address] of homes) await this.#store.settle(place, address)
    return (await this.count()) - before
  }

  async backedUp(): Promise<Backup | undefined> {
    return (await this.#store.read('backup')) as Backup | undefined
  }

  #derive(root: Bytes, { deployment, creator, salt32 }: Home): WorkSecret {
    return deriveWorkSecret(root, deployment, creator, salt32)
  }

  async #keep(secret: WorkSecret): Promise<Address> {
    const address = workAddress(publicKey(secret))
    await this.#store.settle(WORK + address, await wrap(this.#roots.recordKey, secret, WORK + address))
    return address
  }

  async #read(address: Address | undefined): Promise<WorkSecret | undefined> {
    const wrapped = address && ((await this.#store.read(WORK + address)) as Wrapped | undefined)
    return wrapped ? asWorkSecret(await unwrap(this.#roots.recordKey, wrapped, WORK + address)) : undefined
  }
}
