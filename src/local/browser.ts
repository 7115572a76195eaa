/** Browsers on this machine: one to show the app in, one for the tests to drive. */
import { spawn, spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge',
  'msedge',
  'brave',
]
const PLACES: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((base) => {
    const folder = process.env[base]
    return folder
      ? [join(folder, 'Google/Chrome/Application/chrome.exe'), join(folder, 'Microsoft/Edge/Application/msedge.exe')]
      : []
  }),
}

/** What headless Chromium needs to run as root in a container, and what keeps it off the network. */
export const CHROMIUM_FLAGS = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** The user's own Chrome, Chromium or Edge, or what TRIBUTARY_CHROMIUM names. */
export function findChromium(): string | undefined {
  const named = process.env['TRIBUTARY_CHROMIUM']
  if (named) return named
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [...onPath, ...(PLACES[process.platform] ?? [])].find(runs)
}

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Installs Debian's chromium when that is possible without asking; says in words what to do when it is not. */
export function installChromium(say: (line: string) => void): string {
  const remedy = 'Install Chrome, Chromium or Edge, or name one in the environment variable TRIBUTARY_CHROMIUM.'
  const debian = existsSync('/etc/debian_version') && !/ID=ubuntu/.test(osRelease())
  const root = process.getuid?.() === 0
  const sudo = !root && spawnSync('sudo', ['-n', 'true']).status === 0
  // Ubuntu's chromium package is a door to the snap store, which needs a running snapd: only Debian has a real one.
  if (!debian || (!root && !sudo)) throw new Error(`The tests need a browser, and none was found. ${remedy}`)
  say('No browser found: installing chromium with apt-get (about 100 MB, once) …')
  const apt = (...args: string[]) =>
    spawnSync(root ? 'apt-get' : 'sudo', [...(root ? [] : ['apt-get']), ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  const install = () => apt('install', '-y', '--no-install-recommends', 'chromium')
  let done = install()
  if (done.status !== 0 && apt('update').status === 0) done = install()
  const found = findChromium()
  if (done.status !== 0 || !found) throw new Error(`apt-get could not install chromium. ${remedy}\n${done.stderr}`)
  return found
}

const osRelease = (): string => {
  try {
    return readFileSync('/etc/os-release', 'utf8')
  } catch {
    return ''
  }
}

/** Opens the address in the user's default browser. False: there is no display to open it on. */
export function openInBrowser(url: string): boolean {
  const linux = process.platform === 'linux'
  if (linux && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return false
  const [command, ...args]: [string, ...string[]] =
    process.platform === 'darwin' ? ['open', url] : linux ? ['xdg-open', url] : ['cmd', '/c', 'start', '', url]
  const child = spawn(command, args, { stdio: 'ignore', detached: true })
  child.on('error', () => {})
  child.unref()
  return true
}
