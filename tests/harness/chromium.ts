/** The browser every test drives: the machine's own, else Playwright's, else Debian's, installed on the spot. */
import { existsSync } from 'node:fs'
import { chromium } from 'playwright'
import { CHROMIUM_FLAGS, findChromium, installChromium } from '../../src/local/browser.ts'

/** The path of a browser; throws a sentence to act on where there is none and none can be installed. */
export function ensureChromium(): string {
  const own = findChromium()
  if (own) return own
  const bundled = chromium.executablePath()
  return existsSync(bundled) ? bundled : installChromium((line) => console.log(line))
}

export interface LaunchOptions {
  readonly executablePath: string
  readonly args: string[]
}

/** Playwright's launch options. The browser is looked for when one is launched, not before. */
export const launchOptions = (): LaunchOptions => ({
  get executablePath() {
    return ensureChromium()
  },
  args: CHROMIUM_FLAGS,
})
