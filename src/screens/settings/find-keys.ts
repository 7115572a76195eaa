import { readCount, readWorks, type Work } from '../../chain/tributary.ts'
import type { Address } from '../../royalties/words.ts'
import { VaultProblem } from '../../vault/problem.ts'
import type { Vault } from '../../vault/vault.ts'
import type { App } from '../context.ts'
import { readTelling } from '../telling.ts'

const PAGE = 100

/** Keys of the account's own sealed works, made again from the root and the home in their manifests; then keys it bought,
 * from its requests on the chain. Rejects when the chain does not answer, and, at the end,
 * when a damaged root may be what a work follows from; a manifest nobody has is passed over. */
export async function findKeys(
  app: App,
  vault: Vault,
  account: Address,
  tell: (what: string) => void,
): Promise<{ looked: number; found: number }> {
  const before = await vault.count()
  let unfound: VaultProblem | undefined
  tell('your works')
  const works = await sealedBy(app, account)
  for (const [at, work] of works.entries()) {
    tell(`work ${at + 1} of ${works.length}`)
    const telling = await readTelling(app.library, work.manifest)
    const { key, home, creator } = telling.kind === 'ready' ? telling.manifest : {}
    if (!key || !home || !creator) continue
    const { chainId, contract, salt32 } = home
    const deployment = { chainId, contract }
    await vault.secretFor(key, { deployment, creator: creator.account, salt32 }).catch((error: unknown) => {
      // It may follow from the root that cannot be read; what follows from the others is found all the same.
      if (!(error instanceof VaultProblem)) throw error
      unfound = error
    })
  }
  tell('your key requests')
  await (await app.licences()).recover()
  if (unfound) throw unfound
  return { looked: works.length, found: (await vault.count()) - before }
}

async function sealedBy({ client }: App, account: Address): Promise<Work[]> {
  const count = await readCount(client)
  const found: Work[] = []
  for (let from = 1; from <= count; from += PAGE) {
    const works = await readWorks(client, from, PAGE)
    found.push(...works.filter((work) => work.keyX !== 0n && work.creator.toLowerCase() === account.toLowerCase()))
  }
  return found
}
