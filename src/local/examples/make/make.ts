/** Makes everything in ../media/ anew: `node src/local/examples/make/make.ts`. Needs ffmpeg; the result is committed, so
 * nobody else does. */
import { mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { epub, sample } from './book.ts'
import { csv, days, safetensors, train } from './data.ts'
import { shoot } from './film.ts'
import { clip, ffmpeg, mp3, write } from './media.ts'
import { paintAll, type Scene } from './pictures.ts'
import { meander, nightFerry, springWater, whereTheyMeet } from './songs.ts'
import { master } from './synth.ts'

const MEDIA = fileURLToPath(new URL('../media/', import.meta.url))
const at = (name: string): string => join(MEDIA, name)
mkdirSync(MEDIA, { recursive: true })

const cover = (name: string, seed: number, colours: Scene['colours'], rest: Partial<Scene> = {}): Scene => ({
  name: `${name}-cover.webp`,
  seed,
  width: 800,
  height: 800,
  colours,
  drops: 1_100,
  pull: 0.9,
  turn: 0,
  ...rest,
})
const dusk = (number: number, seed: number, turn: number, colours: Scene['colours'], sun?: string): Scene => ({
  ...cover('', seed, colours, { width: 1400, height: 930, drops: 900, turn, ...(sun ? { sun } : {}) }),
  name: `rivers-${number}.webp`,
})

const SCENES: readonly Scene[] = [
  cover('spring-water', 11, ['#f3ead8', '#2c6e8f', '#4fa3b8', '#0f3a4f', '#e08e45'], { sun: '#e9b872', turn: -18 }),
  cover('night-ferry', 99, ['#101826', '#274b7a', '#6fb1d6', '#f2c14e', '#e4572e'], { turn: 25, pull: 0.8 }),
  cover('meander', 5, ['#efe7e3', '#8c4a5a', '#c97b84', '#3b2b40', '#d9a5b3'], { turn: 62, pull: 1 }),
  cover('where-they-meet', 21, ['#17261f', '#2f6b4f', '#9fc490', '#f0e2b6', '#e08e45'], { turn: -40 }),
  cover('running-light', 33, ['#0e1c26', '#3f8fb0', '#8fd3d1', '#f4d58d', '#e9803f'], { turn: 8, pull: 1 }),
  cover('ferrymans-ledger', 47, ['#e8e1cf', '#5b6b3a', '#8a9a5b', '#2f3b2a', '#b5893d'], { sun: '#d8c79a', turn: -75 }),
  cover('gauge', 60, ['#f4f4ef', '#27496d', '#5c8fb5', '#142850', '#9fb8c8'], { turn: 0, pull: 0.7 }),
  cover('flood-tomorrow', 72, ['#1d1a2b', '#5b4b8a', '#b9a7e0', '#7fd1c7', '#f2c57c'], { turn: 35 }),
  dusk(1, 81, -12, ['#f6dfc4', '#7d4e57', '#d66853', '#364156', '#f0a868'], '#e8825a'),
  dusk(2, 82, 16, ['#22304a', '#4b6c9e', '#9cc0e7', '#e6b89c', '#cf6a5e']),
  dusk(3, 83, -30, ['#dfe7e4', '#2f5d62', '#5e8b7e', '#a7c4bc', '#203a3f'], '#f2d7a6'),
  dusk(4, 84, 6, ['#1b1b24', '#3e4c6d', '#8f6e91', '#e8a87c', '#f3d2a2']),
  {
    ...dusk(1, 81, -12, ['#f6dfc4', '#7d4e57', '#d66853', '#364156', '#f0a868'], '#e8825a'),
    name: 'rivers-preview.webp',
    width: 480,
    height: 319,
  },
  { ...cover('rivers', 84, ['#1b1b24', '#3e4c6d', '#8f6e91', '#e8a87c', '#f3d2a2'], { turn: 6 }) },
]

await paintAll(SCENES, (name, bytes) => write(at(name), bytes))

const spring = springWater()
const ferry = nightFerry()
const songs = [
  { name: 'spring-water', pcm: master(spring), title: 'Spring Water', artist: 'Ada', isrc: 'QZTRB2600001', from: 9.6 },
  { name: 'night-ferry', pcm: master(ferry), title: 'Night Ferry', artist: 'Bela', isrc: 'QZTRB2600002', from: 14.4 },
  { name: 'meander', pcm: master(meander()), title: 'Meander', artist: 'Ada, Bela', isrc: 'QZTRB2600003', from: 6.2 },
  {
    name: 'where-they-meet',
    pcm: master(whereTheyMeet(spring, ferry)),
    title: 'Where They Meet',
    artist: 'Bela',
    isrc: 'QZTRB2600004',
    from: 19.2,
  },
]
for (const { name, pcm, title, artist, isrc, from } of songs) {
  const tags = { title, artist, album: 'Three Waters', date: '2026', genre: 'Electronic', TSRC: isrc }
  const small = join(tmpdir(), `${name}-small.jpg`)
  ffmpeg(['-i', at(`${name}-cover.webp`), '-vf', 'scale=300:300', '-q:v', '5', small])
  mp3(at(`${name}.mp3`), pcm, 96, tags, small)
  rmSync(small)
  mp3(at(`${name}-preview.mp3`), clip(pcm, from, 12), 64, { title: `${title} (preview)`, artist })
}

await shoot(at('running-light.mp4'), 14, at('meander-preview.mp3'))
ffmpeg([
  '-ss',
  '6',
  '-t',
  '4',
  '-i',
  at('running-light.mp4'),
  '-vf',
  'scale=426:240',
  '-an',
  '-c:v',
  'libx264',
  '-crf',
  '33',
  '-movflags',
  '+faststart',
  at('running-light-preview.mp4'),
])

write(at('ferrymans-ledger.epub'), epub())
write(at('ferrymans-ledger-preview.txt'), sample())

const rows = days()
const model = train(rows)
write(at('gauge.csv'), csv(rows))
write(at('gauge-preview.csv'), csv(rows.slice(0, 20)))
write(at('flood-tomorrow.safetensors'), safetensors(model))
write(at('flood-tomorrow-preview.json'), `${JSON.stringify(model, undefined, 2)}\n`)
console.log(`Floods: ${rows.filter((row) => row.flood).length} of ${rows.length} days`, model)
