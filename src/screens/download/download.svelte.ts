import { partName, writeFile } from '../../storage/download.ts'
import type { DownloadJob, DownloadJobs, JobFile } from '../../storage/download-jobs.ts'
import type { Library } from '../../storage/library.ts'
import { StorageProblem } from '../../storage/problem.ts'
import type { WorkFile } from '../read/pieces.ts'
import { clearStaging, mayWrite } from './folder.ts'

export type DownloadState = 'running' | 'paused' | 'failed' | 'whole'

/** One download: some files of a work on their way to a folder. */
export class Download {
  readonly id: string
  readonly of: string
  #jobs: DownloadJobs
  #running: AbortController | undefined
  job = $state.raw<DownloadJob>() as DownloadJob
  state = $state<DownloadState>('paused')
  problem = $state<string>()
  /** The file being written. */
  current = $state<string>()
  /** Bytes of all files. */
  done = $state(0)

  constructor(job: DownloadJob, jobs: DownloadJobs) {
    this.job = job
    this.id = job.id
    this.of = job.of
    this.#jobs = jobs
    this.state = job.files.every(({ whole }) => whole) ? 'whole' : 'paused'
    this.done = this.#whole()
  }

  get total(): number {
    return this.job.files.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  /** What is on the disk already counts, also before it goes on. Best effort: a folder may be locked until then. */
  async measure(): Promise<void> {
    const next = this.job.files.find(({ whole }) => !whole)
    if (!next || this.state === 'running') return
    const part = await this.job.folder
      .getFileHandle(partName(next.name))
      .then((handle) => handle.getFile())
      .catch(() => undefined)
    if (this.#running === undefined) this.done = this.#whole() + Math.min(next.bytes, part?.size ?? 0)
  }

  /** Goes on until everything is written, or says why not in `problem`. To be called from a click. Never rejects. */
  async run(library: Library, files: readonly WorkFile[]): Promise<void> {
    if (this.#running) return
    const controller = new AbortController()
    this.#running = controller
    this.problem = undefined
    this.state = 'running'
    try {
      if (!this.job.staged && !(await mayWrite(this.job.folder)))
        throw new StorageProblem('denied', 'The browser was not allowed to write to the folder.')
      await this.#alone(() => this.#write(library, files, controller.signal))
      this.state = 'whole'
    } catch (error) {
      const paused = error instanceof StorageProblem && error.kind === 'aborted'
      this.state = paused ? 'paused' : 'failed'
      if (!paused) this.problem = error instanceof Error ? error.message : String(error)
    } finally {
      this.#running = undefined
      this.current = undefined
    }
  }

  pause(): void {
    this.#running?.abort()
  }

  /** Stops, and removes what is not whole; whole files stay where the user put them. */
  async cancel(): Promise<void> {
    this.pause()
    while (this.#running) await new Promise((go) => setTimeout(go, 50))
    if (this.job.staged) await clearStaging(this.id)
    else
      for (const { name, whole } of this.job.files)
        // A part that was never begun, or a folder that is gone: there is nothing to remove.
        if (!whole) await this.job.folder.removeEntry(partName(name)).catch(() => undefined)
    await this.#jobs.forget(this.id)
  }

  /** A staged file, to be saved by the browser's own download. */
  async file({ name }: JobFile): Promise<File> {
    return (await this.job.folder.getFileHandle(name)).getFile()
  }

  #whole(): number {
    return this.job.files.reduce((sum, { bytes, whole }) => sum + (whole ? bytes : 0), 0)
  }

  #alone(work: () => Promise<void>): Promise<void> {
    return navigator.locks.request(`tributary-download ${this.id}`, { ifAvailable: true }, (lock) => {
      if (!lock) throw new StorageProblem('busy', 'This download is running in another tab.')
      return work()
    })
  }

  async #write(library: Library, files: readonly WorkFile[], signal: AbortSignal): Promise<void> {
    for (const file of this.job.files) {
      if (file.whole) continue
      const { item } = files.find(({ index }) => index === file.index) ?? {}
      if (!item) throw new StorageProblem('notFound', `This browser has no key to “${file.name}”.`)
      this.current = file.name
      const before = this.#whole()
      // The copy is the user's own; a second one in this browser's store would only fill it.
      const reading = await library.open(item, { keep: false })
      try {
        await writeFile(this.job.folder, file, reading, {
          signal,
          progress: ({ done }) => (this.done = before + done),
        })
      } finally {
        reading.close()
      }
      const now = this.job.files.map((each) => (each.index === file.index ? { ...each, whole: true } : each))
      this.job = { ...this.job, files: now }
      await this.#jobs.put(this.job)
    }
  }
}
