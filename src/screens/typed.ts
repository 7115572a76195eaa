import type { Parsed } from '../royalties/format.ts'

/** Why a typed number was refused, as the field says it; nothing for one that is right or not typed yet. */
export function typedProblem(parsed: Parsed): string | undefined {
  if (parsed.ok) return undefined
  const { problem } = parsed
  switch (problem.kind) {
    case 'empty':
      return undefined
    case 'notANumber':
      return 'Enter a number, such as 12.5.'
    case 'tooManyDecimals':
      return `At most ${problem.most} digits may follow the point; here are ${problem.given}.`
    case 'tooLarge':
      return 'This is more than there can be.'
  }
}

/** The number, where there is one. */
export const typedValue = (parsed: Parsed): bigint | undefined => (parsed.ok ? parsed.value : undefined)
