import type { StreamNews } from '../../storage/library.ts'
import type { WorkId } from '../../royalties/words.ts'
import type { App } from '../context.ts'
import type { Entry } from '../catalogue.svelte.ts'
import { isPlayable, previewOf, type Source } from './preview.ts'
import type { NewSlot } from './queue.ts'
import { wholeFiles } from './source.ts'
import type { Slot, Track } from './track.ts'

/** Milliseconds for a work's description to come. */
const PATIENCE = 30_000

/** What of a work can be played here: its files in full, or its preview alone. Rejects with a sentence when nothing can. */
export async function slotsOf(app: App, work: WorkId): Promise<NewSlot[]> {
  const { entry, manifest } = await told(app, work)
  const { title } = entry
  const creator = manifest.creator.name
  const whole = (await wholeFiles(manifest, app.openVault)).filter(isPlayable)
  if (whole.length > 0)
    return whole.map(({ name, at = 0 }) => ({
      work,
      file: at,
      title: whole.length > 1 ? `${title}: ${nameOf(name)}` : title,
      creator,
    }))
  const preview = previewOf(manifest)
  if (!preview || !isPlayable(preview)) throw new Error(`Nothing of “${title}” can be played here without its key.`)
  const first = manifest.files.findIndex(({ type }) => isPlayable({ type }))
  return [{ work, file: Math.max(0, first), title, creator }]
}

/** Opens a slot's stream. Rejects with a sentence. */
export async function openTrack(app: App, slot: NewSlot, news: (news: StreamNews) => void): Promise<Track> {
  const { entry, manifest } = await told(app, slot.work)
  const source = await sourceOf(app, entry, slot.file)
  const stream = await (await app.library()).stream(source.item, { news })
  return {
    work: slot.work,
    file: slot.file,
    title: slot.title || entry.title,
    creator: manifest.creator.name,
    name: source.name,
    type: source.type,
    preview: source.preview,
    from: source.from ?? 0,
    url: stream.url,
    close: () => stream.close(),
  }
}

/** Whether the vault can open this slot's file in full by now. */
export async function isWhole(app: App, slot: Pick<Slot, 'work' | 'file'>): Promise<boolean> {
  const { manifest } = app.catalogue.entry(slot.work)
  return manifest !== undefined && (await wholeFiles(manifest, app.openVault)).some(({ at }) => at === slot.file)
}

async function sourceOf(app: App, { manifest, title }: Entry, file: number): Promise<Source> {
  const whole = manifest ? (await wholeFiles(manifest, app.openVault)).filter(isPlayable) : []
  const preview = manifest && previewOf(manifest)
  const found =
    whole.find(({ at }) => at === file) ?? whole[0] ?? (preview && isPlayable(preview) ? preview : undefined)
  if (!found) throw new Error(`Nothing of “${title}” can be played here without its key.`)
  return found
}

/** A work's description, once it is here. */
async function told(app: App, work: WorkId) {
  const entry = app.catalogue.entry(work)
  const telling = await settled(entry)
  if (telling.kind === 'ready') return { entry, manifest: telling.manifest }
  throw new Error(telling.kind === 'loading' ? 'The work’s description did not come in time.' : telling.sentence)
}

function settled(entry: Entry): Promise<Entry['telling']> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      resolve(entry.telling)
      // An effect cannot end its own root while it runs.
      queueMicrotask(stop)
    }
    const timer = setTimeout(end, PATIENCE)
    const stop = $effect.root(() => {
      $effect(() => {
        if (entry.telling.kind !== 'loading') end()
      })
    })
  })
}

const nameOf = (file: string): string => file.replace(/\.[^.]+$/, '')
