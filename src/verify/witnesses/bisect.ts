/**
 * The first block above `low` of which two RPCs do not say the same. Assumes: they do about `low` and do not about `high`,
 * and what follows a difference differs too, as hashes of chained things do. One question for each halving.
 */
export async function firstDifference(
  low: bigint,
  high: bigint,
  same: (block: bigint) => Promise<boolean>,
): Promise<bigint> {
  let [agreed, differing] = [low, high]
  while (differing - agreed > 1n) {
    const middle = (agreed + differing) >> 1n
    if (await same(middle)) agreed = middle
    else differing = middle
  }
  return differing
}
