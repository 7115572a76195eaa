/** How far the examples have come: kept on disk after every step, so that a start cut short is resumed by the next. */
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { toHex } from '../../content/bytes.ts'
import { newJournal, type Journal } from '../../publish/journal.ts'
import type { Hex } from '../../royalties/words.ts'

interface Page {
  readonly journal: Journal
  /** The work's secret; absent for open works. */
  readonly secret?: Hex
}

/** What a fan's own vault would hold. */
interface Fan {
  readonly root: Hex
  /** Secrets of works whose keys were delivered to them. */
  readonly bought: readonly Hex[]
}

interface Kept {
  readonly pages: Record<string, Page>
  readonly done: number
  /** Absent in diaries from before keys were sold. */
  readonly fans?: Record<string, Fan>
}

export class Diary {
  readonly #path: string
  #pages: Record<string, Page> = {}
  #fans: Record<string, Fan> = {}
  /** How many moments of the history are past. */
  #done = 0
  #writing: Promise<void> = Promise.resolve()

  private constructor(path: string) {
    this.#path = path
  }

  static async open(folder: string): Promise<Diary> {
    await mkdir(join(folder, 'examples'), { recursive: true })
    const diary = new Diary(join(folder, 'examples', 'diary.bin'))
    const bytes = await readFile(diary.#path).catch(() => undefined)
    if (bytes) {
      const kept = deserialize(bytes) as Kept
      diary.#pages = kept.pages
      diary.#done = kept.done
      diary.#fans = kept.fans ?? {}
    }
    return diary
  }

  get done(): number {
    return this.#done
  }

  async finish(moments: number): Promise<void> {
    this.#done = moments
    await this.#keep()
  }

  /** The journal of a work, begun when there is none. */
  journal(slug: string, now: Date): { read(): Journal; keep(journal: Journal): Promise<void> } {
    const page = (): Page => (this.#pages[slug] ??= { journal: newJournal(randomBytes(32), now) })
    return {
      read: () => page().journal,
      keep: async (journal) => {
        this.#pages[slug] = { ...page(), journal }
        await this.#keep()
      },
    }
  }

  secret(slug: string): Hex | undefined {
    return this.#pages[slug]?.secret
  }

  async keepSecret(slug: string, secret: Hex): Promise<void> {
    const page = this.#pages[slug]
    if (page) this.#pages[slug] = { ...page, secret }
    await this.#keep()
  }

  /** The root a person's requests follow from; made when first asked for. */
  async root(who: string): Promise<Hex> {
    const known = this.#fans[who]
    const fan = known ?? { root: toHex(randomBytes(32)), bought: [] }
    this.#fans[who] = fan
    if (!known) await this.#keep()
    return fan.root
  }

  bought(who: string): readonly Hex[] {
    return this.#fans[who]?.bought ?? []
  }

  async keepBought(who: string, secret: Hex): Promise<void> {
    const fan = this.#fans[who]
    if (fan) this.#fans[who] = { ...fan, bought: [...fan.bought, secret] }
    await this.#keep()
  }

  /** One write after the other: several things may be noted at once. */
  #keep(): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      const kept: Kept = { pages: this.#pages, done: this.#done, fans: this.#fans }
      await writeFile(`${this.#path}.new`, serialize(kept))
      await rename(`${this.#path}.new`, this.#path)
    })
    return this.#writing
  }
}
