/** Encoding with ffmpeg: the only foreign tool, needed only to make the media, never to use them. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { RATE } from './synth.ts'

export function ffmpeg(args: readonly string[], input?: Buffer): void {
  const run = spawnSync('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-y', ...args], {
    ...(input ? { input } : {}),
    stdio: ['pipe', 'inherit', 'inherit'],
    maxBuffer: 2 ** 30,
  })
  if (run.status !== 0) throw new Error(`ffmpeg failed: ${args.join(' ')}`)
}

const PCM = ['-f', 's16le', '-ar', `${RATE}`, '-ac', '2', '-i', 'pipe:0']

/** An MP3 with tags and, where there is one, a picture inside. */
export function mp3(
  path: string,
  pcm: Buffer,
  kbps: number,
  tags: Readonly<Record<string, string>>,
  picture?: string,
): void {
  const cover = picture
    ? ['-i', picture, '-map', '0:a', '-map', '1:v', '-c:v', 'copy', '-disposition:v', 'attached_pic']
    : []
  const named = Object.entries(tags).flatMap(([name, value]) => ['-metadata', `${name}=${value}`])
  ffmpeg([...PCM, ...cover, '-c:a', 'libmp3lame', '-b:a', `${kbps}k`, '-id3v2_version', '3', ...named, path], pcm)
}

/** From `from` for `seconds`, faded at both ends. */
export function clip(pcm: Buffer, from: number, seconds: number): Buffer {
  const part = Buffer.from(pcm.subarray(Math.floor(from * RATE) * 4, Math.floor((from + seconds) * RATE) * 4))
  const frames = part.length / 4
  for (let i = 0; i < frames; i += 1) {
    const fade = Math.min(1, i / (0.4 * RATE), (frames - i) / (1.2 * RATE))
    for (const offset of [0, 2]) part.writeInt16LE(Math.round(part.readInt16LE(i * 4 + offset) * fade), i * 4 + offset)
  }
  return part
}

export const write = (path: string, bytes: Uint8Array | string): void => writeFileSync(path, bytes)
