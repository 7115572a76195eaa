/** A browser profile: a person's own browser with an empty store, watched for everything the app must never do. */
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright'
import { afterAll, afterEach, expect } from 'vitest'
import { launchOptions } from './chromium.ts'
import { theStack } from './stack.ts'

export interface Profile {
  readonly context: BrowserContext
  readonly page: Page
  /** What the page complained about so far: violations of the policy, uncaught errors, errors in the console. */
  readonly complaints: string[]
  /** Tolerates complaints that match: for stories that break something on purpose. */
  allow(pattern: RegExp): void
  close(): Promise<void>
}

export interface ProfileOptions {
  /** `approve`: demo wallets sign without asking. `ask`: the story clicks in the approval dialog itself. */
  readonly wallet?: 'approve' | 'ask'
  readonly width?: number
  readonly height?: number
  readonly theme?: 'light' | 'dark'
  /** Default: the shared stack's. */
  readonly url?: string
}

let browser: Promise<Browser> | undefined
const open = new Set<Profile>()
const allowed = new WeakMap<Profile, RegExp[]>()

/** How long an action waits for what it acts on. It costs nothing where the page is quick. */
const PATIENCE = 90_000
/** `TRIBUTARY_SLOW=6 npm test`: pages compute at a sixth of the machine's speed, to find what holds on fast ones only. */
const SLOW = Number(process.env['TRIBUTARY_SLOW'] ?? 1)

const theBrowser = (): Promise<Browser> => {
  const { executablePath, args } = launchOptions()
  return (browser ??= chromium.launch({ executablePath, args }))
}

/** A fresh profile at the app's first screen. Complaints fail the test at its end, whatever it was about. */
export async function newProfile(options: ProfileOptions = {}): Promise<Profile> {
  const { width = 1280, height = 900, theme = 'light', wallet = 'approve', url = theStack().url } = options
  const context = await (await theBrowser()).newContext({ viewport: { width, height }, colorScheme: theme })
  context.setDefaultTimeout(PATIENCE)
  // A page may be closed again before it was slowed down.
  if (SLOW > 1) context.on('page', (each) => void slowDown(each).catch(() => undefined))
  const page = await context.newPage()
  const profile = watched(context, page)
  await page.goto(wallet === 'approve' ? `${url}?demo=auto` : url)
  return profile
}

async function slowDown(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOW })
}

function watched(context: BrowserContext, page: Page): Profile {
  const complaints: string[] = []
  const patterns: RegExp[] = []
  const complain = (what: string) => void complaints.push(what)
  // In every frame, before the app's first line: the event tells what the console only paraphrases.
  void context.addInitScript(() =>
    document.addEventListener('securitypolicyviolation', (event) =>
      console.error(
        `policy violated: ${event.effectiveDirective} by ${event.blockedURI || event.sample} at ${event.sourceFile}:${event.lineNumber}`,
      ),
    ),
  )
  page.on('pageerror', (error) => complain(`uncaught: ${error.stack ?? error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') complain(`console: ${message.text()} (${message.location().url})`)
  })
  const profile: Profile = {
    context,
    page,
    complaints,
    allow: (pattern) => void patterns.push(pattern),
    close: async () => {
      open.delete(profile)
      expect(grave(profile), 'complaints of the page').toEqual([])
      await context.close()
    },
  }
  allowed.set(profile, patterns)
  open.add(profile)
  return profile
}

const grave = (profile: Profile): string[] =>
  profile.complaints.filter((complaint) => !allowed.get(profile)?.some((pattern) => pattern.test(complaint)))

afterEach(async () => {
  const left = [...open]
  open.clear()
  const complaints = left.flatMap(grave)
  await Promise.all(left.map(({ context }) => context.close()))
  expect(complaints, 'complaints of the pages').toEqual([])
})

afterAll(async () => {
  await (await browser)?.close()
  browser = undefined
})
