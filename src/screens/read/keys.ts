/** Keys of a reader: what a key does, unless somebody types, presses a button with it, or means the browser. */
export function pressed(event: KeyboardEvent, keys: Readonly<Record<string, () => void>>): void {
  const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key]
  const taken = event.key === ' ' ? 'input, select, button, a' : 'input, select'
  if (!act || (event.target instanceof HTMLElement && event.target.closest(taken))) return
  event.preventDefault()
  act()
}
