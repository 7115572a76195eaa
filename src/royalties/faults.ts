import type { FlowFault } from './flows.ts'
import type { RequestFault } from './requests.ts'
import type { StampField } from './stamps.ts'
import type { Address } from './words.ts'

/** Something no honest contract does. `at` counts entries from 0. */
export type Fault =
  | { kind: 'gap'; at: number; expected: number; found: number }
  | { kind: 'stampWrong'; at: number; field: StampField; expected: bigint; actual: bigint }
  | { kind: 'supplyWrong'; at: number; minted: bigint }
  | { kind: 'unitsMissing'; at: number; account: Address; held: bigint; moved: bigint }
  | { kind: 'claimTooHigh'; at: number; account: Address; claimed: bigint; payable: bigint }
  | ({ at: number } & (FlowFault | RequestFault))
