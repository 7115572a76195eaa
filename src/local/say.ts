/** What `npm start` tells: one line per step with its time, nothing that scrolls by. */

/** A failure with a sentence for the person at the terminal; its stack would only hide the sentence. */
export class StartProblem extends Error {
  override readonly name = 'StartProblem'
}

export interface Say {
  line(text: string): void
  /** Does one step. `told` replaces the step's line at a terminal, and is left out elsewhere. */
  step<T>(title: string, work: (told: (detail: string) => void) => Promise<T>): Promise<T>
}

/** Thrown before the next step once `signal` is aborted. */
export class Ended extends Error {}

export function openSay(quiet: boolean, signal?: AbortSignal, out: NodeJS.WriteStream = process.stdout): Say {
  const goOn = () => {
    if (signal?.aborted) throw new Ended()
  }
  if (quiet) return { line: () => {}, step: async (_, work) => (goOn(), work(() => {})) }
  const width = () => (out.columns || 80) - 1
  const draw = (text: string) => out.isTTY && out.write(`\r\x1b[2K${text.slice(0, width())}`)
  return {
    line: (text) => void out.write(`${text}\n`),
    async step(title, work) {
      goOn()
      const from = performance.now()
      draw(`  … ${title}`)
      try {
        const result = await work((detail) => void draw(`  … ${title}: ${detail}`))
        out.write(`${out.isTTY ? '\r\x1b[2K' : ''}  ✓ ${title} (${seconds(performance.now() - from)})\n`)
        return result
      } catch (error) {
        out.write(`${out.isTTY ? '\r\x1b[2K' : ''}  ✗ ${title}\n`)
        throw error
      }
    },
  }
}

const seconds = (ms: number): string => (ms < 950 ? `${Math.round(ms / 10) * 10} ms` : `${(ms / 1000).toFixed(1)} s`)
