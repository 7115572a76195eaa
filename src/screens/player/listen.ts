import type { App } from '../context.ts'
import type { Entry } from '../catalogue.svelte.ts'
import type { Player } from './player.svelte.ts'
import { previewOf, wholeFiles, type Source } from './source.ts'

export const isAudio = ({ type }: Pick<Source, 'type'>): boolean => type.startsWith('audio/')

/** The best there is to hear: the whole where this browser may, else the preview. */
export async function audioOf(app: App, entry: Entry): Promise<Source | undefined> {
  const { manifest } = entry
  if (!manifest) return undefined
  const whole = (await wholeFiles(manifest, app.vault)).find(isAudio)
  const preview = previewOf(manifest)
  return whole ?? (preview && isAudio(preview) ? preview : undefined)
}

/** Hands a source to the player bar. Rejects when the library cannot be opened. */
export async function listen(app: App, player: Player, entry: Entry, source: Source): Promise<void> {
  const { url, close } = await (await app.library()).stream(source.item)
  const creator = entry.manifest?.creator.name ?? ''
  await player.play({ work: entry.id, title: entry.title, creator, preview: source.preview, url, close })
}
