import { StorageProblem } from '../problem.ts'

/** Rejects with `quota` when the browser says that so many bytes will not fit. Blocks cost a little more than their bytes. */
export async function assertRoom(bytes: number): Promise<void> {
  const { usage = 0, quota = Infinity } = await navigator.storage.estimate()
  const free = quota - usage
  if (bytes * 1.02 <= free) return
  const mb = (n: number) => `${Math.ceil(Math.max(0, n) / 1e6)} MB`
  throw new StorageProblem(
    'quota',
    `${mb(bytes)} are needed and this browser grants only ${mb(free)} more. Free some space.`,
  )
}
