/** Whether an address is a path of an IPFS gateway (`gateway/ipfs/CID/…`): then every other site of that gateway reads
 * this one's storage, and no key may be kept there. Subdomain gateways and own domains are fine. */
export function sharesOrigin(location: { readonly pathname: string } | undefined): boolean {
  return /^\/ip[fn]s\/[^/]/.test(location?.pathname ?? '')
}
