import type { App } from '../context.ts'
import type { Entry } from '../catalogue.svelte.ts'
import type { Player } from './player.svelte.ts'
import type { Source } from './preview.ts'

/** Hands a source to the player bar. Rejects when the library cannot be opened. */
export async function listen(app: App, player: Player, entry: Entry, source: Source): Promise<void> {
  const stream = await (await app.library()).stream(source.item)
  const creator = entry.manifest?.creator.name ?? ''
  await player.play({
    work: entry.id,
    title: entry.title,
    creator,
    preview: source.preview,
    url: stream.url,
    close: () => stream.close(),
  })
}
