/** From bytes of a stranger to a `Manifest`, or to the reason why not. */
import * as v from 'valibot'
import type { Hex } from '../royalties/words.ts'
import { canonicalText } from './canonical.ts'
import { readJson, type JsonProblem } from './json.ts'
import { isContentKey } from './on-curve.ts'
import { isSealed, Manifest, MANIFEST_LIMIT } from './manifest.ts'
import { SCHEMA_ORG_TYPES } from './schema-org.ts'
import { plainLength } from './lengths.ts'

export type ManifestProblem =
  | JsonProblem
  | { readonly kind: 'tooLarge'; readonly bytes: number; readonly sentence: string }
  | { readonly kind: 'wrongDigest'; readonly expected: Hex; readonly found: Hex; readonly sentence: string }
  | { readonly kind: 'notText'; readonly sentence: string }
  | { readonly kind: 'otherVersion'; readonly version: string; readonly sentence: string }
  | { readonly kind: 'notCanonical'; readonly sentence: string }
  | { readonly kind: 'field'; readonly path: string; readonly expected: string; readonly sentence: string }
  | { readonly kind: 'shards'; readonly path: string; readonly sentence: string }
  | { readonly kind: 'key'; readonly sentence: string }

export type ManifestResult = { ok: true; manifest: Manifest } | { ok: false; problem: ManifestProblem }

/** Reads a manifest. Assumes: whoever fetched the bytes has compared them with the digest on chain (`parsePublished`
 * does it here). */
export function parseManifest(bytes: Uint8Array): ManifestResult {
  if (bytes.length > MANIFEST_LIMIT) return refuse({ kind: 'tooLarge', bytes: bytes.length, sentence: TOO_LARGE })
  const text = decode(bytes)
  if (text === undefined) return refuse({ kind: 'notText', sentence: 'The manifest is not text in UTF-8.' })
  const json = readJson(text)
  if (!json.ok) return json
  const checked = checkManifest(json.value)
  if (checked.ok && canonicalText(json.value) !== text) return refuse({ kind: 'notCanonical', sentence: NOT_CANONICAL })
  return checked
}

const TOO_LARGE = `The manifest is larger than ${MANIFEST_LIMIT / 1024} KiB.`
const NOT_CANONICAL = 'The manifest is not in canonical form (RFC 8785), so its signature could mean two things.'

/** A manifest already read from JSON, or made here and not yet written. */
export function checkManifest(value: unknown): ManifestResult {
  const version = (value as { tributary?: unknown } | null)?.tributary
  if (typeof version === 'string' && /^v\d+$/.test(version) && version !== 'v1') {
    return refuse({
      kind: 'otherVersion',
      version,
      sentence: `This manifest is of version ${version}; this app reads v1.`,
    })
  }
  const result = v.safeParse(Manifest, value, { abortEarly: true })
  if (!result.success) return refuse(fieldProblem(result.issues[0]))
  const problem = findContradiction(result.output)
  return problem ? refuse(problem) : { ok: true, manifest: result.output }
}

const refuse = (problem: ManifestProblem): ManifestResult => ({ ok: false, problem })

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function fieldProblem(issue: v.BaseIssue<unknown>): ManifestProblem {
  const deepest = deepestOf(issue)
  const path = [issue, ...(deepest === issue ? [] : [deepest])]
    .map((one) => v.getDotPath(one))
    .filter(Boolean)
    .join('.')
  const expected = deepest.message.startsWith('Invalid') ? (deepest.expected ?? deepest.message) : deepest.message
  return { kind: 'field', path, expected, sentence: `The manifest’s field “${path}” should be ${expected}.` }
}

/** Of the alternatives of a union, the one that fitted longest says best what is wrong. */
function deepestOf(issue: v.BaseIssue<unknown>): v.BaseIssue<unknown> {
  const inner = issue.issues?.toSorted((a, b) => (b.path?.length ?? 0) - (a.path?.length ?? 0))[0]
  return inner ?? issue
}

/** What no single field can know. */
function findContradiction(manifest: Manifest): ManifestProblem | undefined {
  const type = SCHEMA_ORG_TYPES[manifest.kind]
  if (manifest['@type'] !== type) return contradiction('@type', `${type}, as the kind is ${manifest.kind}`)
  if (!manifest.licence.spdx && !manifest.licence.text) return contradiction('licence', 'an spdx identifier or a text')
  return keyProblem(manifest) ?? shardProblem(manifest)
}

const contradiction = (path: string, expected: string): ManifestProblem => ({
  kind: 'field',
  path,
  expected,
  sentence: `The manifest’s field “${path}” should be ${expected}.`,
})

function keyProblem(manifest: Manifest): ManifestProblem | undefined {
  const { key, home, salt32, cipher, sealedPart, files } = manifest
  const needed = sealedPart !== undefined || files.some(isSealed)
  if (key && !isContentKey(key)) return { kind: 'key', sentence: 'The content key is not a point on the curve.' }
  if (needed && !(key && home && salt32 && cipher)) {
    return { kind: 'key', sentence: 'A sealed work needs key, home, salt32 and cipher.' }
  }
  return undefined
}

function shardProblem({ files }: Manifest): ManifestProblem | undefined {
  let index = 0
  for (const [at, file] of files.entries()) {
    if (!isSealed(file)) continue
    for (const shard of file.shards) {
      const path = `files.${at}.shards`
      if (shard.index !== index++) {
        return { kind: 'shards', path, sentence: `Shards are not numbered 0, 1, 2 … through all files (at ${path}).` }
      }
      if (plainLength(shard.ctLen) !== shard.ptLen) {
        return {
          kind: 'shards',
          path,
          sentence: `No sealed stream of ${shard.ctLen} bytes holds ${shard.ptLen} (at ${path}).`,
        }
      }
    }
    const total = file.shards.reduce((sum, shard) => sum + shard.ptLen, 0)
    if (total !== file.bytes) {
      return {
        kind: 'shards',
        path: `files.${at}`,
        sentence: `“${file.name}” is ${file.bytes} bytes, its shards hold ${total}.`,
      }
    }
  }
  return undefined
}
