import { describe, expect, test } from 'vitest'
import { commandOf, HELP, type Press } from '../../src/screens/player/hotkeys.ts'
import { faster } from '../../src/screens/player/speeds.ts'

const press = (key: string, more: Partial<Press> = {}): Press => ({
  key,
  ctrl: false,
  alt: false,
  meta: false,
  typing: false,
  pressable: false,
  inPlayer: false,
  inDialog: false,
  ...more,
})

describe('keys', () => {
  test.each([
    [' ', 'toggle'],
    ['k', 'toggle'],
    ['K', 'toggle'],
    ['j', 'back'],
    ['l', 'forward'],
    ['m', 'mute'],
    ['<', 'slower'],
    ['>', 'faster'],
    ['n', 'next'],
    ['p', 'previous'],
    ['?', 'help'],
  ])('%s means %s', (key, command) => {
    expect(commandOf(press(key))).toBe(command)
  })

  test.each([
    ['while somebody types', { typing: true }],
    ['in a dialog of another part', { inDialog: true }],
    ['with Control', { ctrl: true }],
    ['with Alt', { alt: true }],
    ['with Command', { meta: true }],
  ])('mean nothing %s', (_, more) => {
    for (const key of [' ', 'k', 'm', 'ArrowLeft']) expect(commandOf(press(key, more))).toBeUndefined()
  })

  test('a space presses what has the focus; a letter still plays', () => {
    expect(commandOf(press(' ', { pressable: true }))).toBeUndefined()
    expect(commandOf(press('k', { pressable: true }))).toBe('toggle')
  })

  test('arrows scroll the page, except in the player', () => {
    expect(commandOf(press('ArrowUp'))).toBeUndefined()
    expect(commandOf(press('ArrowUp', { inPlayer: true }))).toBe('louder')
    expect(commandOf(press('ArrowLeft', { inPlayer: true }))).toBe('nudge back')
  })

  test('other keys mean nothing', () => {
    for (const key of ['x', 'Enter', 'Tab', 'Escape', 'toString', 'constructor'])
      expect(commandOf(press(key))).toBeUndefined()
  })

  test('the help names each of them', () => {
    expect(HELP.flatMap(({ keys }) => keys)).toEqual(expect.arrayContaining(['Space', 'J', 'L', 'M', '<', 'N', '?']))
  })
})

describe('speed', () => {
  test('goes through the steps and stops at both ends', () => {
    expect(faster(1, 1)).toBe(1.25)
    expect(faster(1, -1)).toBe(0.75)
    expect(faster(1.1, 1)).toBe(1.25)
    expect(faster(3, 1)).toBe(3)
    expect(faster(0.5, -1)).toBe(0.5)
  })
})
