/** What the page says about how a block was proven. */

/** Whose word the light client began with. */
export type Beginning =
  { readonly kind: 'agreed'; readonly by: readonly string[] } | { readonly kind: 'kept' } | { readonly kind: 'chosen' }

export function beginningOf(beginning: Beginning): string {
  if (beginning.kind === 'kept') return 'Checked from a block on that this device proved before.'
  if (beginning.kind === 'chosen') return 'Checked from the block on that you chose to trust.'
  return `Checked from a block on that ${beginning.by.join(' and ')} call final.`
}

/** `seconds`: rounded down to what a person would say. */
export function agoOf(seconds: number): string {
  if (seconds < 90) return `${Math.max(0, Math.floor(seconds))} seconds ago`
  return `${Math.floor(seconds / 60)} minutes ago`
}
