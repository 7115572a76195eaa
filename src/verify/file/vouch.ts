/** A file proves what is in a block. That the block is the network's, only the network can say. */
import type { Hex } from '../../royalties/words.ts'
import type { Pin, ProvenHeader, Testimony } from '../evidence.ts'
import type { Finding } from '../findings.ts'
import type { Report } from '../report.ts'
import { hear } from '../witnesses/hear.ts'
import { pinOf } from '../witnesses/shown.ts'
import type { Witness } from '../witnesses/words.ts'

/** What an RPC says of a file's block, and the block it has instead. */
export interface Voucher extends Testimony {
  readonly instead?: Pin
}

/** Asks every RPC for the block of this number. Rejects only when aborted. */
export async function vouch(
  { number, hash }: Pin,
  witnesses: readonly Witness[],
  signal?: AbortSignal,
): Promise<Voucher[]> {
  const heard = await hear(witnesses, async ({ reader }) => (await reader.block(number)) ?? undefined, signal)
  return heard.map((each): Voucher => {
    const { rpc, operator } = each.witness
    if (!each.ok) return { rpc, operator, said: 'silent', detail: each.detail }
    if (each.value === undefined) return { rpc, operator, said: 'behind' }
    try {
      const pin = pinOf(each.value)
      if (pin.number !== number) return { rpc, operator, said: 'silent', detail: 'It answered with another block' }
      return pin.hash === hash ? { rpc, operator, said: 'same' } : { rpc, operator, said: 'other', instead: pin }
    } catch (error) {
      return { rpc, operator, said: 'silent', detail: error instanceof Error ? error.message : String(error) }
    }
  })
}

/**
 * The report of a file with what was heard, and with what a light client proved to be at the number of its block; or why it
 * could not. Where that is another block, or more operators have another one than have this one, the file is false.
 */
export function vouchedReport(report: Report, vouchers: readonly Voucher[], light?: ProvenHeader | string): Report {
  const rpcs = { same: 0, other: 0, behind: 0, silent: 0 }
  const operators = new Set<string>()
  for (const { operator, said } of vouchers) {
    // A company that says the same twice is heard once.
    if (operators.has(`${operator} ${said}`)) continue
    operators.add(`${operator} ${said}`)
    rpcs[said] += 1
  }
  // Who is asked again may know now what could not be proven before.
  const told = { ...report, testimonies: vouchers, trust: { ...report.trust, rpcs }, headerDoubt: undefined }
  if (typeof light === 'object')
    return light.hash === report.pin.hash
      ? withHeader(told, light)
      : { ...withOtherBlock(told, light.hash), headerBy: light.by }
  const doubtful = light === undefined ? told : { ...told, headerDoubt: light }
  const instead = vouchers.find(({ said }) => said === 'other')?.instead
  return instead && rpcs.same < rpcs.other ? withOtherBlock(doubtful, instead.hash) : doubtful
}

function withHeader(report: Report, { by }: ProvenHeader): Report {
  const { authenticity } = report.trust
  const trust = {
    ...report.trust,
    authenticity: authenticity === 'provenState' ? 'provenHeader' : authenticity,
  } as const
  return { ...report, trust, headerBy: by }
}

function withOtherBlock(report: Report, proven: Hex): Report {
  const { subject: work, pin } = report
  const finding: Finding = { kind: 'otherChain', work, block: pin.number, told: pin.hash, proven }
  // What is proven in a block that is not the network's is proven of nothing.
  const completeness = report.trust.completeness === 'unknown' ? 'unknown' : 'gapless'
  const trust = { authenticity: 'oneRpc', completeness, rpcs: report.trust.rpcs } as const
  return { ...report, trust, verdict: 'differs', blame: 'rpc', findings: [finding, ...report.findings] }
}
