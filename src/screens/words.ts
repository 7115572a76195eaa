import type { Kind } from '../content/kind.ts'
import { Usage } from '../royalties/words.ts'

/** The interface's names for kinds and usages, whole phrases so that another language can put them in its own order. */

export const kindName: Readonly<Record<Kind, string>> = {
  song: 'Song',
  video: 'Video',
  book: 'Book',
  image: 'Image',
  dataset: 'Dataset',
  model: 'Model',
  other: 'Other',
}

export const kindPlural: Readonly<Record<Kind, string>> = {
  song: 'Songs',
  video: 'Videos',
  book: 'Books',
  image: 'Images',
  dataset: 'Datasets',
  model: 'Models',
  other: 'Other',
}

interface UsageWords {
  /** A thing one buys. */
  readonly name: string
  /** A button. */
  readonly verb: string
  /** A line in the ledger. */
  readonly past: string
  /** What a price is for. */
  readonly per: string
}

export const usageWords: Readonly<Record<Usage, UsageWords>> = {
  [Usage.Play]: { name: 'Play', verb: 'Pay a play', past: 'Played', per: 'a play' },
  [Usage.Download]: { name: 'Download', verb: 'Pay a download', past: 'Downloaded', per: 'a download' },
  [Usage.Train]: { name: 'Training', verb: 'Pay a training run', past: 'Trained on', per: 'a training run' },
  [Usage.Infer]: { name: 'Inference', verb: 'Pay an inference', past: 'Inference', per: 'an inference' },
  [Usage.Perform]: { name: 'Performance', verb: 'Pay a performance', past: 'Performed', per: 'a performance' },
  [Usage.Tip]: { name: 'Tip', verb: 'Tip', past: 'Tip', per: 'a tip' },
  [Usage.Resale]: { name: 'Resale royalty', verb: 'Resale', past: 'Shares resold', per: 'a resale' },
  [Usage.External]: { name: 'Income from elsewhere', verb: 'External', past: 'From elsewhere', per: 'a payment' },
  [Usage.Flow]: { name: 'Flow', verb: 'Support', past: 'Flow', per: 'a flow' },
}

/** `1.4 MB`; decimal units, as file managers have them. */
export function sizeText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB']
  const step = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** step
  return `${step === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[step]}`
}

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
const absolute = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' })

/** `3 minutes ago`. Both in Unix seconds; a chain's clock that runs ahead of ours reads as now. */
export function agoText(then: number, now: number): string {
  const seconds = Math.min(0, then - now)
  const steps = [
    [60, 'second', 1],
    [3600, 'minute', 60],
    [86_400, 'hour', 3600],
    [2_592_000, 'day', 86_400],
    [31_536_000, 'month', 2_592_000],
    [Number.POSITIVE_INFINITY, 'year', 31_536_000],
  ] as const
  const [, unit, size] = steps.find(([below]) => Math.abs(seconds) < below) ?? steps[5]
  return relative.format(Math.round(seconds / size), unit)
}

export const timeText = (seconds: number): string => absolute.format(seconds * 1000)
