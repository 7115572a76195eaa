/**
 * An auditor of its own: statements of every work and holder, recomputed from nothing but raw JSON-RPC and the contract's
 * documented rules. It shares no code with the app, and does everything the slow and obvious way: every payment is divided
 * among all ancestors and holders at once, and every flow is followed second by second between two events.
 *
 * `node tests/audit/auditor.ts RPC CONTRACT [UNIX_SECONDS …]` prints the statements of the periods between these moments.
 */
import { pathToFileURL } from 'node:url'
import { decodeEventLog, hexToBigInt, parseAbi, type Hex } from 'viem'

const RULES = parseAbi([
  'event Paid(uint256 indexed work, address indexed payer, address indexed beneficiary, uint256 stamp, uint8 usage, uint256 units, uint256 amount, bytes32 ref)',
  'event Credited(uint256 indexed work, uint256 indexed source, uint256 stamp, uint256 sourceSequence, uint256 income)',
  'event Moved(uint256 indexed work, address indexed from, address indexed to, uint256 stamp, uint256 units)',
  'event Claimed(uint256 indexed work, address indexed holder, uint256 stamp, uint256 amount)',
  'event FlowOpened(uint256 indexed work, address indexed payer, uint256 stamp, uint256 rate, uint256 end, uint256 deposit)',
  'event FlowExtended(uint256 indexed work, address indexed payer, uint256 stamp, uint256 rate, uint256 oldEnd, uint256 newEnd, uint256 deposit)',
  'event FlowClosed(uint256 indexed work, address indexed payer, uint256 stamp, uint256 rate, uint256 oldEnd, uint256 refund)',
  'event FlowCredited(uint256 indexed work, uint256 indexed source, uint256 stamp, uint256 sourceSequence, uint256 rate, uint256 oldEnd, uint256 newEnd, uint256 income)',
  'event Derived(uint256 indexed work, uint256[] parents, (uint48 work, uint16 royalty)[] ancestors)',
])
const USAGES = ['Play', 'Download', 'Train', 'Infer', 'Perform', 'Tip', 'Resale', 'External', 'Flow']
const NOBODY = `0x${'0'.repeat(40)}`
/** A currency unit, in the smallest part this auditor keeps: 1e-16 of one. */
const UNIT = 10n ** 16n
/** Of all units of a work, 100 shares of a million each. */
const ALL = 10n ** 8n

/** Everything in 1e-16 of a currency unit, except `units`. */
export interface Audited {
  readonly work: string
  /** `null`: all holders of the work together. */
  readonly holder: string | null
  readonly from: number
  readonly until: number
  readonly openingUnits: bigint
  readonly units: bigint
  readonly opening: bigint
  readonly income: bigint
  /** `usage/source` → income. */
  readonly earnings: Readonly<Record<string, bigint>>
  readonly claimed: bigint
  readonly closing: bigint
}

interface Account {
  units: bigint
  claimed: bigint
  readonly earned: Map<string, bigint>
}

interface Stream {
  readonly work: bigint
  readonly source: bigint
  readonly payer: string
  /** In 1e-8 of a currency unit a second. */
  readonly rate: bigint
  end: bigint
}

interface Log {
  readonly topics: [Hex, ...Hex[]]
  readonly data: Hex
  readonly blockNumber: Hex
  readonly logIndex: Hex
}

class Audit {
  readonly accounts = new Map<string, Account>()
  readonly #ancestors = new Map<bigint, readonly { readonly work: number; readonly royalty: number }[]>()
  readonly #streams: Stream[] = []
  /** What ancestors must be credited next, in order. */
  readonly #owed: { readonly work: bigint; readonly source: bigint; readonly income: bigint }[] = []
  #now = 0n

  /** Every second up to `to` brings every holder its part of every flow that still runs in it. */
  pass(to: bigint): void {
    for (const { work, source, rate, end } of this.#streams) {
      const seconds = (end < to ? end : to) - this.#now
      if (seconds > 0n) this.#divide(work, `Flow/${source}`, rate * seconds)
    }
    if (to > this.#now) this.#now = to
  }

  happen({ topics, data }: Log): void {
    let log
    try {
      log = decodeEventLog({ abi: RULES, topics, data })
    } catch {
      // An event that moves neither money nor shares.
      return
    }
    switch (log.eventName) {
      case 'Derived':
        this.#ancestors.set(log.args.work, log.args.ancestors)
        return
      case 'Moved': {
        const { work, from, to, units } = log.args
        if (from !== NOBODY) this.#account(work, from).units -= units
        this.#account(work, to).units += units
        return
      }
      case 'Claimed': {
        const { work, holder, amount } = log.args
        this.#account(work, holder).claimed += amount * UNIT
        return
      }
      case 'Paid':
        this.#share(log.args.work, USAGES[log.args.usage]!, log.args.amount * ALL)
        return
      case 'Credited': {
        const { work, source, income } = log.args
        const at = this.#owed.findIndex((owed) => owed.work === work && owed.source === source)
        if (this.#owed[at]?.income !== income) throw new Error(`Work ${work} was credited ${income} that nobody paid`)
        this.#owed.splice(at, 1)
        return
      }
      default:
        this.#flow(log)
    }
  }

  end(): void {
    if (this.#owed.length > 0) throw new Error(`${this.#owed.length} ancestors were never credited`)
  }

  #flow(log: ReturnType<typeof decodeEventLog<typeof RULES>>): void {
    switch (log.eventName) {
      case 'FlowOpened': {
        const { work, payer, rate, end, deposit } = log.args
        for (const part of this.#parts(work, rate)) this.#streams.push({ ...part, source: work, payer, end })
        this.#share(work, 'Flow', deposit * ALL - rate * (end - this.#now), false)
        return
      }
      case 'FlowExtended': {
        const { work, payer, rate, oldEnd, newEnd, deposit } = log.args
        this.#redirect(work, payer, newEnd)
        this.#share(work, 'Flow', deposit * ALL - rate * (newEnd - oldEnd), false)
        return
      }
      case 'FlowClosed': {
        const { work, payer, rate, oldEnd, refund } = log.args
        this.#redirect(work, payer, this.#now)
        this.#share(work, 'Flow', rate * (oldEnd - this.#now) - refund * ALL, false)
        return
      }
      default:
        // `FlowCredited`: an ancestor's part of a flow, which was followed from its payer.
        return
    }
  }

  #redirect(source: bigint, payer: string, end: bigint): void {
    for (const stream of this.#streams)
      if (stream.source === source && stream.payer === payer && stream.end > this.#now) stream.end = end
  }

  /** Each ancestor's ten thousandths, and the rest for the work itself. */
  #parts(work: bigint, whole: bigint): { readonly work: bigint; readonly rate: bigint }[] {
    const above = (this.#ancestors.get(work) ?? []).map(({ work: ancestor, royalty }) => ({
      work: BigInt(ancestor),
      rate: (whole * BigInt(royalty)) / 10_000n,
    }))
    return [...above, { work, rate: above.reduce((rest, { rate }) => rest - rate, whole) }]
  }

  /** Money at once, in 1e-8 of a currency unit. */
  #share(source: bigint, usage: string, whole: bigint, announced = true): void {
    for (const { work, rate: income } of this.#parts(source, whole)) {
      this.#divide(work, `${usage}/${source}`, income)
      if (announced && work !== source) this.#owed.push({ work, source, income })
    }
  }

  #divide(work: bigint, kind: string, income: bigint): void {
    for (const [key, account] of this.accounts) {
      if (!key.startsWith(`${work}/`) || account.units === 0n || income === 0n) continue
      account.earned.set(kind, (account.earned.get(kind) ?? 0n) + income * account.units)
    }
  }

  #account(work: bigint, holder: string): Account {
    const key = `${work}/${holder.toLowerCase()}`
    let account = this.accounts.get(key)
    if (!account) this.accounts.set(key, (account = { units: 0n, claimed: 0n, earned: new Map() }))
    return account
  }
}

type Snapshot = ReadonlyMap<string, { units: bigint; claimed: bigint; earned: ReadonlyMap<string, bigint> }>

/** With one more account for each work: all its holders together. */
function snapshot({ accounts }: Audit): Snapshot {
  const taken = new Map<string, { units: bigint; claimed: bigint; earned: Map<string, bigint> }>()
  for (const [key, { units, claimed, earned }] of accounts) {
    taken.set(key, { units, claimed, earned: new Map(earned) })
    const whole = `${key.split('/')[0]}/`
    const sum = taken.get(whole) ?? { units: 0n, claimed: 0n, earned: new Map<string, bigint>() }
    for (const [kind, income] of earned) sum.earned.set(kind, (sum.earned.get(kind) ?? 0n) + income)
    taken.set(whole, { units: sum.units + units, claimed: sum.claimed + claimed, earned: sum.earned })
  }
  return taken
}

const EMPTY = { units: 0n, claimed: 0n, earned: new Map<string, bigint>() }
const total = (earned: ReadonlyMap<string, bigint>) => [...earned.values()].reduce((sum, each) => sum + each, 0n)

function between(key: string, from: number, until: number, before: Snapshot, after: Snapshot): Audited {
  const [work = '', holder] = key.split('/')
  const [first, last] = [before.get(key) ?? EMPTY, after.get(key) ?? EMPTY]
  const earnings: Record<string, bigint> = {}
  for (const [kind, income] of last.earned) {
    const gained = income - (first.earned.get(kind) ?? 0n)
    if (gained !== 0n) earnings[kind] = gained
  }
  return {
    ...{ work, holder: holder || null, from, until, earnings },
    ...{ openingUnits: first.units, units: last.units },
    ...{ opening: total(first.earned) - first.claimed, closing: total(last.earned) - last.claimed },
    ...{ income: total(last.earned) - total(first.earned), claimed: last.claimed - first.claimed },
  }
}

/**
 * The statements of every work and of every account that ever held a share of it, for each period between two moments
 * (Unix seconds, rising); the last moment is the newest block's, whatever is asked.
 */
export async function audit(rpc: string, contract: string, moments: readonly number[]): Promise<Audited[]> {
  const newest = (await ask(rpc, 'eth_getBlockByNumber', ['latest', false])) as { number: Hex; timestamp: Hex }
  const filter = { address: contract, fromBlock: '0x0', toBlock: newest.number }
  const logs = (await ask(rpc, 'eth_getLogs', [filter])) as Log[]
  const order = (log: Log) => hexToBigInt(log.blockNumber) * 1_000_000n + hexToBigInt(log.logIndex)
  logs.sort((a, b) => (order(a) < order(b) ? -1 : 1))
  const times = new Map<Hex, bigint>()
  for (const { blockNumber } of logs) {
    if (times.has(blockNumber)) continue
    const block = (await ask(rpc, 'eth_getBlockByNumber', [blockNumber, false])) as { timestamp: Hex }
    times.set(blockNumber, hexToBigInt(block.timestamp))
  }
  const run = new Audit()
  const snapshots: Snapshot[] = []
  const until = (time: bigint) => {
    while (snapshots.length < moments.length && BigInt(moments[snapshots.length]!) <= time) {
      run.pass(BigInt(moments[snapshots.length]!))
      snapshots.push(snapshot(run))
    }
    run.pass(time)
  }
  for (const log of logs) {
    until(times.get(log.blockNumber)!)
    run.happen(log)
  }
  run.end()
  until(hexToBigInt(newest.timestamp))
  while (snapshots.length < moments.length) snapshots.push(snapshot(run))
  const keys = [...snapshot(run).keys()]
  return moments
    .slice(1)
    .flatMap((moment, i) => keys.map((key) => between(key, moments[i]!, moment, snapshots[i]!, snapshots[i + 1]!)))
}

async function ask(rpc: string, method: string, params: readonly unknown[]): Promise<unknown> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
  const response = await fetch(rpc, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
  const { result, error } = (await response.json()) as { result?: unknown; error?: { message: string } }
  if (error) throw new Error(`${method}: ${error.message}`)
  return result
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [rpc = '', contract = '', ...moments] = process.argv.slice(2)
  const asked = moments.length > 1 ? moments.map(Number) : [0, Number.MAX_SAFE_INTEGER]
  const text = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)
  console.log(JSON.stringify(await audit(rpc, contract, asked), text, 2))
}
