/** Runs a derivation with a limit of time. Nothing derived is ever needed, so a failure is only "no result": the caller
 * falls back, and publishing goes on. */
export async function within<T>(
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<T | undefined>,
  signal?: AbortSignal,
): Promise<T | undefined> {
  const timeout = AbortSignal.timeout(milliseconds)
  const both = signal ? AbortSignal.any([timeout, signal]) : timeout
  const late = new Promise<undefined>((resolve) =>
    both.addEventListener('abort', () => resolve(undefined), { once: true }),
  )
  return Promise.race([work(both).catch(() => undefined), late])
}
