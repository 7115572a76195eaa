import { openDownloadJobs, type DownloadJobs } from '../../storage/download-jobs.ts'
import type { WorkFile } from '../read/pieces.ts'
import { Download } from './download.svelte.ts'
import { chooseFolder, freeNames } from './folder.ts'

/** Every download of this browser, running or waiting to go on. They run on while one moves between screens. */
class Downloads {
  list = $state.raw<readonly Download[]>([])
  #opening: Promise<DownloadJobs> | undefined

  /** Those of a work, the newest first. */
  of(id: string): readonly Download[] {
    return this.list.filter((each) => each.of === id)
  }

  /** Reads what earlier visits left. Rejects when this browser forbids storage. */
  async look(): Promise<void> {
    const jobs = await this.#jobs()
    const known = new Set(this.list.map(({ id }) => id))
    const left = (await jobs.all()).filter(({ id }) => !known.has(id)).map((job) => new Download(job, jobs))
    if (left.length === 0) return
    this.list = [...this.list, ...left].sort((a, b) => b.job.begun - a.job.begun)
    await Promise.all(left.map((each) => each.measure()))
  }

  /** Asks for a folder and notes the download; `run` starts it. Undefined when the user picked no folder. From a click. */
  async begin(of: string, files: readonly WorkFile[]): Promise<Download | undefined> {
    const id = crypto.randomUUID()
    const folder = await chooseFolder(id)
    if (!folder) return undefined
    const names = await freeNames(
      folder.handle,
      files.map(({ name }) => name),
    )
    const jobs = await this.#jobs()
    const job = {
      id,
      of,
      folder: folder.handle,
      staged: folder.staged,
      begun: Date.now(),
      files: files.map(({ index, bytes }, at) => ({ index, bytes, name: names[at]!, whole: false })),
    }
    await jobs.put(job)
    const download = new Download(job, jobs)
    this.list = [download, ...this.list]
    return download
  }

  async forget(download: Download): Promise<void> {
    await download.cancel()
    this.list = this.list.filter((each) => each !== download)
  }

  #jobs(): Promise<DownloadJobs> {
    // A failure is not remembered: storage may be allowed the next time.
    return (this.#opening ??= openDownloadJobs().catch((error: unknown) => {
      this.#opening = undefined
      throw error
    }))
  }
}

export const downloads = new Downloads()
