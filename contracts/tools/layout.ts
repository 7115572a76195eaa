/** Where things are stored, read from the compiler's own account of the layout, so that proofs can find them. */
import { artifact } from './link.ts'

interface Member {
  label: string
  slot: string
  offset: number
}
interface StorageLayout {
  types: Record<string, { label: string; members?: Member[] }>
}

/** Source of contracts-abi/layout.ts: slots of the state's members, and of a work's members within its struct. */
export function layout(): string {
  const { types } = (artifact('Tributary') as unknown as { storageLayout: StorageLayout }).storageLayout
  const members = (label: string): Member[] => {
    const type = Object.values(types).find((candidate) => candidate.label === label)
    if (!type?.members) throw new Error(`The compiler's storage layout has no ${label}.`)
    return type.members
  }
  return [
    "/** Slots of the members of State, which starts at slot 0. A mapping's entry is at keccak256(abi.encode(key, slot)). */",
    `export const stateSlots = ${slots(members('struct State'))} as const`,
    '/** Slots within one work, relative to works[number]. `offset` is in bytes from the low end of the slot. */',
    `export const workSlots = ${slots(members('struct WorkState'))} as const`,
    '/** Bit positions in the packed slots; see src/types/HotSlot.sol and HoldingSlot.sol. */',
    'export const hotBits = { income: 0, sequence: 128, lastBlock: 160, anchorBlock: 200, flags: 240, ancestors: 248 } as const',
    'export const holdingBits = { units: 0, listed: 28, debt: 56 } as const',
    '',
  ].join('\n')
}

function slots(members: readonly Member[]): string {
  const lines = members.map(({ label, slot, offset }) => `  ${label}: { slot: ${slot}n, offset: ${offset} },`)
  return `{\n${lines.join('\n')}\n}`
}
