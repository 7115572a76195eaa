/** Strokes of the player's own signs on a 20 × 20 field, drawn like those of the design. Apart from them, because the
 * first screen needs none of these. */
export const glyphs = {
  previous: ['M5 4.500v11', 'M15.500 4.500v11L7.500 10z'],
  next: ['M15 4.500v11', 'M4.500 4.500v11L12.500 10z'],
  back: ['M5.300 6.200A6.300 6.300 0 1 1 3.700 10.500', 'M5 2.800v3.700h3.700'],
  forward: ['M14.700 6.200A6.300 6.300 0 1 0 16.300 10.500', 'M15 2.800v3.700h-3.700'],
  shuffle: [
    'M3 6h2.500c4.500 0 4.500 8 9 8H17',
    'M3 14h2.500c1.600 0 2.600-1 3.400-2.300M11.200 8.300C12 7 13 6 14.500 6H17',
    'M15 4l2 2-2 2M15 12l2 2-2 2',
  ],
  repeat: [
    'M4 9V7.500A2.500 2.500 0 0 1 6.500 5H16',
    'M14 3l2 2-2 2',
    'M16 11v1.500a2.500 2.500 0 0 1-2.500 2.500H4',
    'M6 13l-2 2 2 2',
  ],
  once: [
    'M4 9V7.500A2.500 2.500 0 0 1 6.500 5H16',
    'M14 3l2 2-2 2',
    'M16 11v1.500a2.500 2.500 0 0 1-2.500 2.500H4',
    'M6 13l-2 2 2 2',
    'M9.300 8.800 10.500 8v4',
  ],
  list: ['M3.500 5.500h13', 'M3.500 10h13', 'M3.500 14.500h8'],
  grip: ['M7.500 5.500h.1M12.400 5.500h.1M7.500 10h.1M12.400 10h.1M7.500 14.500h.1M12.400 14.500h.1'],
  full: ['M4 7.500V4h3.500M12.500 4H16v3.500M16 12.500V16h-3.500M7.500 16H4v-3.500'],
  apart: ['M3.500 4.500h13v11h-13z', 'M10.500 10.500h4v3h-4z'],
  up: ['M5 12.500l5-5 5 5'],
  keys: ['M3 5.500h14v9H3z', 'M6 8.500h.1M8.700 8.500h.1M11.300 8.500h.1M14 8.500h.1M7 11.700h6'],
} as const satisfies Record<string, readonly string[]>

export type GlyphName = keyof typeof glyphs
