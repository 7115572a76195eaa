/** A beacon API: an HTTP service of a consensus node. Nothing it says is believed, so all it can do is to be of no use. */
import { detailOf } from '../walk.ts'
import { operatorOf } from '../witnesses/operator.ts'
import { refuse } from './told.ts'

export interface BeaconApi {
  /** For people. */
  readonly operator: string
  /** The answer's JSON. Rejects with a sentence when there is none in time. */
  get(path: string, signal?: AbortSignal): Promise<unknown>
}

const PATIENCE_MS = 8_000
/** The longest honest answer, two weeks of updates, has 0.9 MB. */
const MOST_BYTES = 8 * 1_048_576

/** `request`: as `fetch`; for tests. */
export const openApi = (url: string, request: typeof fetch = fetch): BeaconApi => ({
  operator: operatorOf(url),
  async get(path, signal) {
    const patience = AbortSignal.timeout(PATIENCE_MS)
    try {
      const response = await request(new URL(path, url), {
        headers: { accept: 'application/json' },
        signal: signal ? AbortSignal.any([signal, patience]) : patience,
        // Nobody learns from which page, or by whom.
        referrerPolicy: 'no-referrer',
        credentials: 'omit',
      })
      if (!response.ok) throw new Error(STATUS[response.status] ?? `It answers with error ${response.status}`)
      return JSON.parse(await textOf(response)) as unknown
    } catch (error) {
      signal?.throwIfAborted()
      if (patience.aborted) throw new Error(`It does not answer within ${PATIENCE_MS / 1000} seconds`, { cause: error })
      if (error instanceof SyntaxError) return refuse('Its answer is not JSON')
      if (error instanceof TypeError) throw new Error('It cannot be reached', { cause: error })
      throw error
    }
  },
})

const STATUS: Readonly<Record<number, string>> = {
  404: 'It does not have what was asked for',
  429: 'It is asked too often',
  501: 'It does not serve light clients',
}

/** Stops reading an answer that is too long, instead of filling the memory with it. */
async function textOf(response: Response): Promise<string> {
  const reader = response.body?.getReader()
  if (!reader) return response.text()
  const decoder = new TextDecoder()
  let text = ''
  for (let bytes = 0; ;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    bytes += value.length
    if (bytes > MOST_BYTES) {
      await reader.cancel()
      return refuse('Its answer is too long')
    }
    text += decoder.decode(value, { stream: true })
  }
}

export type Heard<T> = { readonly api: BeaconApi } & (
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly detail: string }
)

/** Asks all at once; whoever fails has a sentence instead. Rejects only when aborted. */
export async function hearAll<T>(
  apis: readonly BeaconApi[],
  ask: (api: BeaconApi) => Promise<T>,
  signal?: AbortSignal,
): Promise<Heard<T>[]> {
  const heard = await Promise.all(
    apis.map((api) =>
      ask(api).then(
        (value): Heard<T> => ({ api, ok: true, value }),
        (error: unknown): Heard<T> => ({ api, ok: false, detail: detailOf(error) }),
      ),
    ),
  )
  signal?.throwIfAborted()
  return heard
}

/** `a.example: It cannot be reached; b.example: …` */
export const troubles = (heard: readonly Heard<unknown>[]): string =>
  heard.flatMap((each) => (each.ok ? [] : [`${each.api.operator}: ${each.detail}`])).join('; ')
