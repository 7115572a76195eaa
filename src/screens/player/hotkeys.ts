/** Keys that work without a modifier, wherever the user is. WCAG 2.1.4: they can be turned off, and they never act while
 * somebody types or where a key means something already. */

export type Command =
  | 'toggle'
  | 'back'
  | 'forward'
  | 'nudge back'
  | 'nudge forward'
  | 'louder'
  | 'quieter'
  | 'mute'
  | 'slower'
  | 'faster'
  | 'next'
  | 'previous'
  | 'shuffle'
  | 'repeat'
  | 'full screen'
  | 'help'

const EVERYWHERE: Readonly<Record<string, Command>> = {
  ' ': 'toggle',
  k: 'toggle',
  j: 'back',
  l: 'forward',
  m: 'mute',
  '<': 'slower',
  '>': 'faster',
  n: 'next',
  p: 'previous',
  s: 'shuffle',
  r: 'repeat',
  f: 'full screen',
  '?': 'help',
}

/** Elsewhere the arrows scroll the page. */
const IN_THE_PLAYER: Readonly<Record<string, Command>> = {
  ArrowLeft: 'nudge back',
  ArrowRight: 'nudge forward',
  ArrowUp: 'louder',
  ArrowDown: 'quieter',
}

/** A key with what stands in its way. */
export interface Press {
  readonly key: string
  readonly ctrl: boolean
  readonly alt: boolean
  readonly meta: boolean
  /** The focus is where text is written or a value chosen. */
  readonly typing: boolean
  /** The focus is on something that a space presses: a button, a link, a summary. */
  readonly pressable: boolean
  /** The focus is in the player. */
  readonly inPlayer: boolean
  /** The focus is in a dialog of somebody else's. */
  readonly inDialog: boolean
}

export function commandOf({ key, ctrl, alt, meta, typing, pressable, inPlayer, inDialog }: Press): Command | undefined {
  if (ctrl || alt || meta || typing || inDialog) return undefined
  if (key === ' ' && pressable) return undefined
  const name = key.length === 1 ? key.toLowerCase() : key
  if (Object.hasOwn(EVERYWHERE, name)) return EVERYWHERE[name]
  return inPlayer && Object.hasOwn(IN_THE_PLAYER, name) ? IN_THE_PLAYER[name] : undefined
}

/** For the help, in the order one learns them. */
export const HELP: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ['Space', 'K'], does: 'Play or pause' },
  { keys: ['J'], does: 'Back 15 seconds' },
  { keys: ['L'], does: 'Forward 15 seconds' },
  { keys: ['←', '→'], does: 'Back or forward 5 seconds, in the player' },
  { keys: ['↑', '↓'], does: 'Louder or quieter, in the player' },
  { keys: ['M'], does: 'Sound off or on' },
  { keys: ['<', '>'], does: 'Slower or faster' },
  { keys: ['N', 'P'], does: 'Next or previous' },
  { keys: ['S'], does: 'Shuffle' },
  { keys: ['R'], does: 'Repeat nothing, all or one' },
  { keys: ['F'], does: 'Full screen, for a video' },
  { keys: ['?'], does: 'This list' },
]
