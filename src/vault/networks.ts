/** Networks whose money is a toy. A secret is as safe as the weakest network it is sold on, so works there get secrets
 * that are used nowhere else: local chains, Sepolia of Ethereum, Base, Arbitrum and OP, Holesky, Hoodi. */
const TEST_NETWORKS: ReadonlySet<number> = new Set([1337, 31337, 11155111, 84532, 421614, 11155420, 17000, 560048])

export const isTestNetwork = (chainId: number): boolean => TEST_NETWORKS.has(chainId)
