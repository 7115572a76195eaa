/**
 * Writes the source of `permute` in src/royalties/keccak/permute.ts from the definition of Keccak-f[1600] (FIPS 202, §3.2), so that
 * nobody has to read 100 lines of exclusive-ors to believe them: a test writes them again and compares.
 */
const index = (x: number, y: number) => ((x + 5) % 5) + 5 * ((y + 5) % 5)

/** ρ: by how many bits lane (x, y) turns, walked as the standard does. */
function turns(): number[] {
  const turn = Array.from({ length: 25 }, () => 0)
  let [x, y] = [1, 0]
  for (let t = 0; t < 24; t++) {
    turn[index(x, y)] = (((t + 1) * (t + 2)) / 2) % 64
    ;[x, y] = [y, (2 * x + 3 * y) % 5]
  }
  return turn
}

/** Halves of a 64-bit lane `${name}l`, `${name}h`, turned left. */
function turned(low: string, high: string, by: number): readonly [string, string] {
  const [l, h] = by >= 32 ? [high, low] : [low, high]
  const n = by % 32
  return n === 0 ? [l, h] : [`(${l} << ${n}) | (${h} >>> ${32 - n})`, `(${h} << ${n}) | (${l} >>> ${32 - n})`]
}

const FIVE = [0, 1, 2, 3, 4]
const LANES = Array.from({ length: 25 }, (_, i) => i)

/** One round over `l0`, `h0` … `l24`, `h24`, statement by statement. */
export function round(): string[] {
  const lines: string[] = []
  const say = (line: string) => lines.push(line)
  // θ: the parities of the columns, and what each lane gets of its neighbours'.
  for (const x of FIVE)
    for (const half of ['l', 'h']) say(`const p${half}${x} = ${FIVE.map((y) => `${half}${index(x, y)}`).join(' ^ ')}`)
  for (const x of FIVE) {
    const [before, after] = [(x + 4) % 5, (x + 1) % 5]
    const [low, high] = turned(`pl${after}`, `ph${after}`, 1)
    say(`const dl${x} = pl${before} ^ (${low})`)
    say(`const dh${x} = ph${before} ^ (${high})`)
  }
  // θ, ρ and π: each lane, turned, at its new place.
  const turn = turns()
  for (const i of LANES) {
    const [x, y] = [i % 5, Math.floor(i / 5)]
    const to = index(y, 2 * x + 3 * y)
    say(`l${i} ^= dl${x}`)
    say(`h${i} ^= dh${x}`)
    const [low, high] = turned(`l${i}`, `h${i}`, turn[i]!)
    say(`const bl${to} = ${low}`)
    say(`const bh${to} = ${high}`)
  }
  // χ
  for (const i of LANES) {
    const [x, y] = [i % 5, Math.floor(i / 5)]
    for (const half of ['l', 'h'])
      say(`${half}${i} = b${half}${i} ^ (~b${half}${index(x + 1, y)} & b${half}${index(x + 2, y)})`)
  }
  // ι
  say('l0 ^= ROUNDS[round]!')
  say('h0 ^= ROUNDS[round + 1]!')
  return lines
}

/** The round constants as halves, low before high, from the standard's shift register. */
export function constants(): number[] {
  const halves: number[] = []
  let register = 1
  for (let r = 0; r < 24; r++) {
    let constant = 0n
    for (let j = 0; j <= 6; j++) {
      if (register & 1) constant |= 1n << BigInt(2 ** j - 1)
      register = register & 0x80 ? (register << 1) ^ 0x171 : register << 1
    }
    halves.push(Number(constant & 0xffffffffn), Number(constant >> 32n))
  }
  return halves
}

/** Five to a line. */
const rows = (parts: readonly string[], between: string): string =>
  FIVE.map((row) => parts.slice(10 * row, 10 * row + 10).join(between)).join(`${between.trimEnd()}\n    `)

/** The whole function. */
export function permutation(): string {
  const lanes = LANES.flatMap((i) => [`l${i} = state[${2 * i}]!`, `h${i} = state[${2 * i + 1}]!`])
  const back = LANES.flatMap((i) => [`state[${2 * i}] = l${i}`, `state[${2 * i + 1}] = h${i}`])
  return [
    'export function permute(state: Int32Array): void {',
    '// prettier-ignore',
    `let ${rows(lanes, ', ')}`,
    'for (let round = 0; round < 48; round += 2) {',
    ...round(),
    '}',
    '// prettier-ignore',
    `{\n    ${rows(back, '; ')}\n  }`,
    '}',
  ].join('\n')
}
