/// <reference lib="webworker" />
/** The content worker: everything heavy, away from the page. */
import { answersFrom } from './worker/answers.ts'
import { openContent } from './worker/content.ts'
import { conversation } from './worker/conversation.ts'
import { pagePeers } from './worker/pagePeers.ts'
import type { Playing } from './worker/playing.ts'
import { openStreams } from './worker/streams.ts'
import type { FromWorker, ToWorker, WorkerConfig } from './wire.ts'

const tell = (message: FromWorker, transfer: Transferable[] = []) => self.postMessage(message, { transfer })
const config: WorkerConfig = { gateways: [], pinning: [] }
const reading = new Map<string, Playing>()
const page = pagePeers(tell)
const content = openContent(config, page.peers)
const streams = content.then((opened) => openStreams(opened, tell))
const talk = conversation(
  Promise.all([content, streams]).then((parts) => answersFrom(...parts, reading)),
  tell,
)
/** The page told of what a broken worker had open; a request for it may follow at once. */
const reopen = ({ token, item, patient }: Extract<ToWorker, { kind: 'reopen' }>) =>
  // Where storage does not open at all, every question of the page is answered with that.
  void streams.then((all) => all.open(token, item, patient)).catch(() => {})

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'configure') Object.assign(config, data.config)
  else if (data.kind === 'ask') talk.ask(data)
  else if (data.kind === 'abort') talk.abort(data.id)
  else if (data.kind === 'reopen') reopen(data)
  else if (data.kind === 'serve')
    void streams.then(
      (all) => all.serve(data.token, data.range, data.port),
      () => data.port.close(),
    )
  else page.heard(data)
}
