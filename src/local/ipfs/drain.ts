/** Runs a generator for its effects. */
export async function drain(work: AsyncIterable<unknown>): Promise<void> {
  const each = work[Symbol.asyncIterator]()
  while (!(await each.next()).done);
}
