import { mount, unmount } from 'svelte'
import type { Bytes } from '../../content/bytes.ts'
import { VaultProblem } from '../../vault/problem.ts'
import type { Unlocker } from '../../vault/unlockers/unlocker.ts'
import type { App } from '../context.ts'
import UnlockDialog from './unlock-dialog.svelte'

/** The root, from the person; throws `VaultProblem` when the dialog is closed without it. */
export function askToUnlock(app: App, unlockers: readonly Unlocker[]): Promise<Bytes> {
  const answer = Promise.withResolvers<Bytes>()
  const dialog = mount(UnlockDialog, {
    target: document.body,
    props: {
      app,
      unlockers,
      onroot: answer.resolve,
      // After the dialog gave the focus back to where it was.
      onclose: () => {
        answer.reject(new VaultProblem('notUnlocked'))
        void unmount(dialog)
      },
    },
  })
  return answer.promise
}
