/** The folder that a second start resumes from, and the mark that somebody is using it. */
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isAlive } from './alive.ts'
import { StartProblem } from './say.ts'

export interface Ports {
  readonly app: number
  readonly chain: number
  readonly gateway: number
  readonly relay: number
}

/** Kept from start to start, so that addresses (and with them the browser's storage) stay. */
export interface Settings {
  readonly ports: Ports
  readonly token: string
}

export interface Running {
  readonly pid: number
  readonly url?: string
  readonly chainPid?: number
}

const LEAST_SPACE = 300e6

/** Makes the folder when missing. Throws a StartProblem when it cannot be written or the disk is almost full. */
export async function openFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, '.write'), '')
    await rm(join(folder, '.write'))
  } catch (error) {
    throw new StartProblem(
      `Cannot write to ${folder}: ${(error as Error).message}. Name another folder with --dir PATH.`,
    )
  }
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize < LEAST_SPACE)
    throw new StartProblem(`Only ${Math.round((bavail * bsize) / 1e6)} MB are free on this disk; 300 MB are needed.`)
}

/** Takes the folder for this process. Throws a StartProblem naming the address when another start is using it. */
export async function occupy(folder: string): Promise<void> {
  const other = await whoRuns(folder)
  if (other)
    throw new StartProblem(
      `Tributary is running already (process ${other.pid})${other.url ? ` at ${other.url}` : ''}. ` +
        'Use that one, stop it with Ctrl-C, or start a second one with --dir PATH.',
    )
  await rm(mark(folder), { force: true })
  try {
    await writeFile(mark(folder), JSON.stringify({ pid: process.pid }), { flag: 'wx' })
  } catch {
    throw new StartProblem(
      'Tributary is just being started by another process. Use that one, or --dir PATH for a second.',
    )
  }
}

export const announce = (folder: string, running: Running): Promise<void> =>
  writeFile(mark(folder), JSON.stringify(running))
export const leave = (folder: string): Promise<void> => rm(mark(folder), { force: true })

/** Who uses the folder, if that process still lives. */
export async function whoRuns(folder: string): Promise<Running | undefined> {
  const running = await readJson<Running>(mark(folder))
  if (!running || running.pid === process.pid) return undefined
  if (isAlive(running.pid)) return running
  // A chain that outlived its start would go on writing the state we are about to read.
  if (running.chainPid && (await isAnvil(running.chainPid))) process.kill(running.chainPid, 'SIGKILL')
  return undefined
}

export async function readJson<T>(path: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T
  } catch {
    return undefined
  }
}

/** Removes everything a start keeps, and only that: a folder named by mistake is not emptied. */
export async function forget(folder: string): Promise<void> {
  for (const name of ['chain.json', 'ipfs', 'examples', 'settings.json'])
    await rm(join(folder, name), { recursive: true, force: true })
}

const mark = (folder: string): string => join(folder, 'running.json')

async function isAnvil(pid: number): Promise<boolean> {
  const path = `/proc/${pid}/cmdline`
  return existsSync(path) && (await readFile(path, 'utf8').catch(() => '')).includes('anvil')
}
