/** The long list of the verifying page, in Chromium: what a frame costs the main thread. */
import { mount, unmount } from 'svelte'
import LongList from '../../../src/design/long-list.svelte'
import '../../../src/design/base.css'
import type { RowSource } from '../../../src/design/rows.ts'
import type { Columns } from '../../../src/royalties/columns/columns.ts'
import { KIND_ORDER, LAYOUTS } from '../../../src/royalties/columns/layouts.ts'
import { workId } from '../../../src/royalties/words.ts'
import { LedgerRows } from '../../../src/screens/verify/ledger-rows.ts'

/** Pixels a frame: five rows, three hundred a second, which nobody reads. */
const PER_FRAME = 220
const INCOME = 987_654_321n

/** A thousand balances that grow with every frame, as those fed by flows do. */
const live = (length: number): RowSource => ({
  length,
  row(index) {
    const owed = INCOME * BigInt(Math.floor(performance.now()) * 1_000 + index)
    return { cells: [String(index), `Holder ${index}`, '100 shares', `${owed} ETH`] }
  },
})

/** Payments, every byte of them, as the ledger stands in memory after loading. */
function payments(length: number): Columns {
  const kind = KIND_ORDER.indexOf('Paid')
  const { words: each, topics } = LAYOUTS[kind]!
  const words = new Uint8Array(32 * each * length)
  const view = new DataView(words.buffer)
  for (let i = 0; i < length; i++) {
    const at = 32 * each * i
    const last = (word: number) => at + 32 * word + 28
    view.setUint32(last(0), 1 + (i % 500))
    view.setUint32(last(1), 1 + (i % 500))
    // Of the stamp: sequence, time, and the block before.
    view.setUint32(at + 32 * topics + 18, i + 1)
    view.setUint32(at + 32 * topics + 23, 1_700_000_000 + i)
    view.setUint32(at + 32 * topics + 28, i)
    view.setUint32(last(topics + 2), 1)
    view.setUint32(last(topics + 3), 1_000_000 + i)
  }
  return {
    ...{ work: workId(1), length, words, kinds: new Uint8Array(length).fill(kind), indexes: new Uint32Array(length) },
    starts: Uint32Array.from({ length: length + 1 }, (_, i) => i * each),
    blocks: Float64Array.from({ length }, (_, i) => i + 1),
    transactions: new Uint8Array(32 * length),
    blockHashes: new Uint8Array(32 * length),
  }
}

const ledger = (length: number): RowSource =>
  new LedgerRows({
    ...{ columns: payments(length), holder: undefined, group: 'all', royalties: 1_500, wrong: new Set() },
    writer: { decimals: 18, symbol: 'ETH' },
    nameOf: (account) => `${account.slice(0, 6)}…${account.slice(-4)}`,
  })

/** Runs `act` once a frame; milliseconds that all of them took. */
async function frames(count: number, act: (frame: number) => void): Promise<number> {
  const from = performance.now()
  for (let frame = 0; frame < count; frame++) {
    await new Promise(requestAnimationFrame)
    act(frame)
  }
  return performance.now() - from
}

interface Run {
  /** Starts afresh before it is measured. */
  open(): void
  run(count: number): Promise<number>
  close(): void
}

function inList(source: RowSource, act: (list: { refresh(): void }, box: HTMLElement, frame: number) => void): Run {
  let list: ReturnType<typeof mount> & { refresh(): void }
  return {
    open: () => {
      const props = { label: 'Bench', source, onopen: () => {} }
      list = mount(LongList, { target: document.body, props }) as typeof list
    },
    run: (count) => {
      const box = document.querySelector<HTMLElement>('[role=listbox]')!
      return frames(count, (frame) => act(list, box, frame))
    },
    close: () => void unmount(list),
  }
}

/** The same thousand without a list that knows what is in sight: what has to be beaten. */
function allAtOnce(length: number): Run {
  const source = live(length)
  const texts: Text[][] = []
  const box = document.createElement('div')
  return {
    open: () => {
      for (let index = 0; index < length; index++) {
        const row = document.createElement('div')
        texts[index] = source.row(index).cells.map((cell) => {
          const text = document.createTextNode(cell)
          const span = document.createElement('span')
          span.append(text)
          row.append(span)
          return text
        })
        box.append(row)
      }
      document.body.append(box)
    },
    run: (count) =>
      frames(count, () => {
        for (let index = 0; index < length; index++)
          for (const [at, cell] of source.row(index).cells.entries()) texts[index]![at]!.data = cell
      }),
    close: () => box.remove(),
  }
}

const runs: Readonly<Record<string, () => Run>> = {
  live: () => inList(live(1_000), (list) => list.refresh()),
  scrolled: () => inList(ledger(100_000), (_, box, frame) => (box.scrollTop = PER_FRAME * frame)),
  allAtOnce: () => allAtOnce(1_000),
}

let current: Run | undefined
const openRows = (name: string): void => {
  current = runs[name]!()
  current.open()
}
const runRows = (count: number): Promise<number> => current!.run(count)
const closeRows = (): void => current?.close()

Object.assign(globalThis, { openRows, runRows, closeRows })
