/// <reference lib="webworker" />
/** The content worker: everything heavy, away from the page. */
import { answersFrom } from './worker/answers.ts'
import { openContent } from './worker/content.ts'
import { conversation } from './worker/conversation.ts'
import { pagePeers } from './worker/pagePeers.ts'
import type { Playing } from './worker/playing.ts'
import { serve } from './worker/serve.ts'
import type { FromWorker, ToWorker, WorkerConfig } from './wire.ts'

const tell = (message: FromWorker, transfer: Transferable[] = []) => self.postMessage(message, { transfer })
const config: WorkerConfig = { gateways: [], pinning: [] }
const playing = new Map<string, Playing>()
const page = pagePeers(tell)
const content = openContent(config, page.peers)
const talk = conversation(
  content.then((opened) => answersFrom(opened, playing)),
  tell,
)

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'configure') Object.assign(config, data.config)
  else if (data.kind === 'ask') talk.ask(data)
  else if (data.kind === 'abort') talk.abort(data.id)
  else if (data.kind === 'serve') serve(playing.get(data.token), data.range, data.port)
  else page.heard(data)
}
