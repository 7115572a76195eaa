import type { AppPage } from './app.ts'
import { SigningPage } from './pay.ts'

/** Connects a demo account whose wallet asks before everything it does. */
export async function connectAsking(app: AppPage, name: string): Promise<AppPage> {
  await app.page.getByRole('button', { name: 'Connect', exact: true }).click()
  await app.page
    .getByRole('dialog')
    .getByRole('button', { name: new RegExp(`^${name}`) })
    .click()
  await new SigningPage(app.profile).approve()
  await app.page
    .getByRole('banner')
    .getByRole('button', { name: new RegExp(name) })
    .waitFor()
  return app
}
