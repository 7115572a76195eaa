/** Passphrases made by chance: proquints, five letters that can be spoken for every 16 random bits. */

const CONSONANTS = 'bdfghjklmnprstvz'
const VOWELS = 'aiou'

/** Six words of 16 bits: 96 bits, far above the 80 at which a stretched passphrase is out of anybody's reach. */
const WORDS = 6

export function makePassphrase(random = (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes)): string {
  const bytes = random(new Uint8Array(2 * WORDS))
  return Array.from({ length: WORDS }, (_, i) => spoken((bytes[2 * i]! << 8) | bytes[2 * i + 1]!)).join(' ')
}

/** Consonant 4 bits, vowel 2, consonant 4, vowel 2, consonant 4. */
const spoken = (bits: number): string =>
  [
    CONSONANTS[bits >> 12],
    VOWELS[(bits >> 10) & 3],
    CONSONANTS[(bits >> 6) & 15],
    VOWELS[(bits >> 4) & 3],
    CONSONANTS[bits & 15],
  ].join('')
