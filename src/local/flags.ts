/** The flags of `npm start`. */
import { parseArgs } from 'node:util'
import { StartProblem } from './say.ts'

export interface Flags {
  /** Where chain, blocks and settings are kept. */
  readonly folder: string
  readonly port: number | undefined
  readonly fresh: boolean
  readonly open: boolean
  readonly quiet: boolean
  readonly examples: boolean
  /** Hand over the examples' keys when no tab does. */
  readonly keeper: boolean
  /** Vite's development server instead of the built app. */
  readonly dev: boolean
}

export const HELP = `npm start -- [options]
  --port N        serve the app at this port (default: 4600, or the next free one)
  --fresh         forget the chain, the works and everything else kept in .tributary/, then start
  --no-open       do not open a browser
  --no-examples   publish no example works
  --no-keeper     leave handing over the examples' keys to open tabs
  --dir PATH      keep everything there instead of .tributary/
  --quiet         print only what goes wrong`

export function readFlags(args: readonly string[]): Flags | 'help' {
  try {
    const flag = { type: 'boolean', default: false } as const
    const options = {
      fresh: flag,
      quiet: flag,
      dev: flag,
      help: flag,
      'no-open': flag,
      'no-examples': flag,
      'no-keeper': flag,
    }
    const text = { type: 'string' } as const
    const { values } = parseArgs({ args: [...args], options: { ...options, port: text, dir: text } })
    if (values.help) return 'help'
    const port = values.port === undefined ? undefined : Number(values.port)
    if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port < 65_536))
      throw new Error('--port takes 0 to 65535')
    return {
      folder: values.dir ?? '.tributary',
      port,
      fresh: values.fresh,
      open: !values['no-open'] && !values.quiet,
      quiet: values.quiet,
      examples: !values['no-examples'],
      keeper: !values['no-keeper'],
      dev: values.dev,
    }
  } catch (error) {
    throw new StartProblem(`${(error as Error).message}\n\n${HELP}`)
  }
}
