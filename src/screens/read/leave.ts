interface Entries {
  readonly currentEntry: { readonly index: number } | null
  entries(): readonly { readonly url: string | null }[]
}

/** Leaves for an address of this app: a step back where one came from there, so that Back does not return here. */
export function leave(hash: string): void {
  const { navigation } = globalThis as { navigation?: Entries }
  const before = navigation?.entries()[(navigation.currentEntry?.index ?? 0) - 1]?.url
  if (before && new URL(before).hash === hash) history.back()
  else location.replace(hash)
}
