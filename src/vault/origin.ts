/** Whether an address is a path of an IPFS gateway (`gateway/ipfs/CID/…`): then every other site of that gateway reads
 * this one's storage, and no key may be kept there. */
export function sharesOrigin(location: { readonly pathname: string } | undefined): boolean {
  return /^\/ip[fn]s\/[^/]/.test(location?.pathname ?? '')
}

/** `shared`: as above. `passing`: a subdomain made of the build's own CID, so that the next version has another address,
 * another storage and other passkeys. `own`: one that stays. */
export function addressKind(location: {
  readonly pathname: string
  readonly hostname: string
}): 'shared' | 'passing' | 'own' {
  if (sharesOrigin(location)) return 'shared'
  return /^[^.]+\.ipfs\./.test(location.hostname) ? 'passing' : 'own'
}
