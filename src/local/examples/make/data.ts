/** A dataset, invented but lifelike: three years of a gauge on a small river. And a model really trained on it. */
import { chance } from './chance.ts'

export interface Day {
  readonly date: string
  readonly rain: number
  readonly warmth: number
  readonly soil: number
  readonly level: number
  /** Whether the river leaves its bed on the next day. */
  readonly flood: 0 | 1
}

export function days(count = 1_096): Day[] {
  const random = chance(2026)
  const levels: Omit<Day, 'flood'>[] = []
  let soil = 40
  let level = 90
  for (let i = 0; i <= count; i += 1) {
    const season = Math.cos((2 * Math.PI * (i - 20)) / 365.25)
    const rain = random() < 0.36 + 0.12 * season ? -Math.log(1 - random()) * 7 : 0
    const warmth = 9.5 - 9 * season + (random() - 0.5) * 7
    soil = Math.max(8, Math.min(100, soil * 0.94 + rain * 1.5 - Math.max(0, warmth) * 0.07))
    level = Math.max(40, level * 0.82 + 13 + rain * (soil / 100) * 3.1 + (random() - 0.5) * 5)
    const date = new Date(Date.UTC(2023, 0, 1 + i)).toISOString().slice(0, 10)
    levels.push({ date, rain: round(rain), warmth: round(warmth), soil: round(soil), level: round(level) })
  }
  return levels.slice(0, count).map((day, i) => ({ ...day, flood: levels[i + 1]!.level > 140 ? 1 : 0 }))
}

const round = (value: number): number => Math.round(value * 10) / 10

export const csv = (rows: readonly Day[]): string =>
  [
    'date,rain_mm,temperature_c,soil_moisture_pct,level_cm,flood_next_day',
    ...rows.map((row) => Object.values(row).join(',')),
  ].join('\n') + '\n'

export interface Model {
  readonly weight: readonly number[]
  readonly bias: number
  readonly mean: readonly number[]
  readonly deviation: readonly number[]
  readonly accuracy: number
  readonly recall: number
}

const FEATURES = ['rain', 'warmth', 'soil', 'level'] as const

/** Logistic regression by gradient descent on the first four fifths; judged on the rest, which it has not seen. */
export function train(rows: readonly Day[], rounds = 1_500, rate = 0.5): Model {
  const cut = Math.floor(rows.length * 0.8)
  const seen = rows.slice(0, cut)
  const mean = FEATURES.map((name) => average(seen.map((row) => row[name])))
  const deviation = FEATURES.map((name, i) => Math.sqrt(average(seen.map((row) => (row[name] - mean[i]!) ** 2))))
  const scaled = (row: Day) => FEATURES.map((name, i) => (row[name] - mean[i]!) / deviation[i]!)
  const weight = FEATURES.map(() => 0)
  let bias = 0
  const guess = (x: readonly number[]) =>
    1 / (1 + Math.exp(-x.reduce((sum, value, i) => sum + value * weight[i]!, bias)))
  for (let round = 0; round < rounds; round += 1) {
    const slope = FEATURES.map(() => 0)
    let lean = 0
    for (const row of seen) {
      const x = scaled(row)
      const miss = guess(x) - row.flood
      x.forEach((value, i) => (slope[i]! += miss * value))
      lean += miss
    }
    slope.forEach((value, i) => (weight[i]! -= (rate * value) / seen.length))
    bias -= (rate * lean) / seen.length
  }
  const unseen = rows.slice(cut)
  const right = unseen.filter((row) => guess(scaled(row)) > 0.5 === (row.flood === 1)).length
  const floods = unseen.filter((row) => row.flood === 1)
  const found = floods.filter((row) => guess(scaled(row)) > 0.5).length
  return { weight, bias, mean, deviation, accuracy: right / unseen.length, recall: found / floods.length }
}

const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** The safetensors format: length of the header, the header as JSON, then the numbers, little-endian. */
export function safetensors(model: Model): Buffer {
  const tensors = { weight: model.weight, bias: [model.bias], mean: model.mean, deviation: model.deviation }
  let at = 0
  const placed = Object.entries(tensors).map(([name, values]) => {
    const from = at
    at += values.length * 4
    return [name, { dtype: 'F32', shape: [values.length], data_offsets: [from, at] }] as const
  })
  const facts = {
    features: 'rain_mm,temperature_c,soil_moisture_pct,level_cm',
    accuracy: model.accuracy.toFixed(3),
    recall: model.recall.toFixed(3),
  }
  const text = JSON.stringify({ __metadata__: facts, ...Object.fromEntries(placed) })
  const header = Buffer.from(text.padEnd(Math.ceil(text.length / 8) * 8))
  const size = Buffer.alloc(8)
  size.writeBigUInt64LE(BigInt(header.length))
  return Buffer.concat([size, header, Buffer.from(Float32Array.from(Object.values(tensors).flat()).buffer)])
}
