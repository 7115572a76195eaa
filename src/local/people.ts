/** The people of the demo: anvil's well-known accounts, whose keys the whole world knows. Toy money only. */
import { privateKeyToAccount, type PrivateKeyAccount } from 'viem/accounts'
import type { Hex } from '../royalties/words.ts'

const person = (name: string, key: Hex) => ({ name, key, account: privateKeyToAccount(key) })

export interface Person {
  readonly name: string
  readonly key: Hex
  readonly account: PrivateKeyAccount
}

export const PEOPLE = {
  ada: person('Ada, musician', '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'),
  bela: person('Bela, producer', '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d'),
  chidi: person('Chidi, data scientist', '0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a'),
  dora: person('Dora, writer and painter', '0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6'),
  emre: person('Emre, film maker', '0x47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a'),
  fay: person('Fay, listener', '0x8b3a350cf5c34c9194ca85829a2df0ec3153be0318b5e2d3348e872092edffba'),
  gus: person('Gus, listener', '0x92db14e403b83dfe3df233f83dfa3a0d7096f21ca9b0d6d6b8d88b2b4ec1564e'),
  hana: person('Hana, builds with models', '0x4bbbf85ce3377467afe5d46f804f221813b2bb87f24d81f60f1fcdbf7cbf4356'),
} as const satisfies Record<string, Person>
