/** The stand-alone checker of proof files: one HTML file, without a network and without this site. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { build, type Plugin, type Rolldown } from 'vite'

const ENTRY = join(import.meta.dirname, '../screens/checker/main.ts')
export const CHECKER = 'checker.html'

/** Adds it to what is built, and shows it in development. */
export const checkerPage = (): Plugin => ({
  name: 'tributary-checker',
  async generateBundle() {
    this.emitFile({ type: 'asset', fileName: CHECKER, source: await checkerHtml() })
  },
  configureServer: (server) =>
    void server.middlewares.use(`/${CHECKER}`, (_, response, next) => {
      response.setHeader('content-type', 'text/html; charset=utf-8')
      checkerHtml().then((page) => response.end(page), next)
    }),
})

async function checkerHtml(): Promise<string> {
  const made = await build({
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    mode: 'production',
    plugins: [systemFonts(), svelte()],
    build: {
      write: false,
      target: 'es2022',
      cssCodeSplit: false,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: ENTRY, output: { format: 'iife', codeSplitting: false } },
    },
  })
  const { output } = [made].flat()[0] as Rolldown.RolldownOutput
  const scripts = output.flatMap((each) => (each.type === 'chunk' ? [each.code] : []))
  const styles = output.flatMap((each) =>
    each.type === 'asset' && each.fileName.endsWith('.css') ? [each.source] : [],
  )
  const [script] = scripts
  if (!script || output.length !== scripts.length + styles.length || scripts.length !== 1)
    throw new Error(
      `The checker is more than one script and its style: ${output.map((each) => each.fileName).join(', ')}`,
    )
  return page(script, styles.map(String).join('\n'))
}

/** Letters of its own would be half a megabyte; those of the system are good enough for one page. */
const systemFonts = (): Plugin => ({
  name: 'tributary-system-fonts',
  enforce: 'pre',
  transform: (code, id) =>
    id.endsWith('/design/base.css') ? code.replace(/@import '@fontsource[^']*';/g, '') : undefined,
})

/** Nothing but this very script and style runs, and nothing can be sent anywhere. */
function policyOf(script: string, style: string): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  return [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types svelte-trusted-html',
  ].join('; ')
}

function page(code: string, css: string): string {
  // What ends an element must not stand inside it; in scripts it can only be in text, and is the same text then.
  const script = code.trim().replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--')
  const style = css.trim()
  if (/<\/style/i.test(style)) throw new Error('The style of the checker would end early')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(script, style)}">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Proof checker · Tributary</title>
<style>${style}</style>
</head>
<body>
<p>This page checks proof files. It needs JavaScript, and it must be opened as a file: save it on this device and open it from there.</p>
<script>${script}</script>
</body>
</html>
`
}
