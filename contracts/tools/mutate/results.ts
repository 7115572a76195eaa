/** What was found out, kept between runs: a run that was stopped goes on, and a new test is tried on survivors only. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Mutant } from './schema.ts'
import type { Absent, Stage, Verdict } from './trial.ts'
import { FOLDER } from './workspace.ts'

const FILE = join(FOLDER, 'results.json')
const ABSENT = join(FOLDER, 'absent.json')

interface Entry {
  readonly verdict: Verdict
  /** Hash of the tests a survivor survived. */
  readonly tests: string
}

/** By stage, and of which contracts and tests. */
interface Absents {
  readonly of: string
  readonly stages?: Partial<Record<Stage, Absent>>
}

export class Results {
  readonly #entries: Record<string, Entry>
  readonly #sources: string
  readonly #tests: string

  /** Hashes of all contracts and of all tests. Whatever was found out about other contracts does not count. */
  constructor(sources: string, tests: string, fresh: boolean) {
    this.#sources = sources
    this.#tests = tests
    this.#entries = !fresh && existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, Entry>) : {}
  }

  get(file: string, mutant: Mutant): Verdict | undefined {
    const entry = this.#entries[this.#key(file, mutant)]
    return entry && (entry.verdict.killed || entry.tests === this.#tests) ? entry.verdict : undefined
  }

  /** Whether it lived through other tests than today's: what may have been written for it since is asked first. */
  hasSurvived(file: string, mutant: Mutant): boolean {
    return this.#entries[this.#key(file, mutant)]?.verdict.killed === false
  }

  set(file: string, mutant: Mutant, verdict: Verdict): void {
    this.#entries[this.#key(file, mutant)] = { verdict, tests: this.#tests }
    mkdirSync(FOLDER, { recursive: true })
    writeFileSync(`${FILE}.new`, JSON.stringify(this.#entries))
    renameSync(`${FILE}.new`, FILE)
  }

  /** What does not take part in a stage on these contracts and tests, if that is known. */
  absent(stage: Stage): Absent | undefined {
    return this.#absents()[stage]
  }

  setAbsent(stage: Stage, absent: Absent): Absent {
    const stages = { ...this.#absents(), [stage]: absent }
    writeFileSync(ABSENT, JSON.stringify({ of: this.#sources + this.#tests, stages }))
    return absent
  }

  #absents(): Partial<Record<Stage, Absent>> {
    if (!existsSync(ABSENT)) return {}
    const known = JSON.parse(readFileSync(ABSENT, 'utf8')) as Absents
    return known.of === this.#sources + this.#tests ? (known.stages ?? {}) : {}
  }

  #key(file: string, { edit, place: { kind } }: Mutant): string {
    const { start, end, text } = edit
    return createHash('sha256')
      .update(JSON.stringify([this.#sources, file, kind, start, end, text]))
      .digest('hex')
      .slice(0, 24)
  }
}
