/** Runs beside every file of stories: each begins on the chain of the examples, whatever ran before it, so that their order
 * is all the same; and where a story failed, what it left half done is gone before it, or the next one, runs. */
import { afterAll, beforeAll, beforeEach, type TestContext } from 'vitest'
import { keptChain } from './kept-chain.ts'

type Story = TestContext['task']

let ofFile: () => Promise<void>
let ofStory: (() => Promise<void>) | undefined
let last: Story | undefined

beforeAll(async () => void (ofFile = await keptChain()))

beforeEach(async ({ task }) => {
  const again = (task.result?.retryCount ?? 0) > 0
  if (again || last?.result?.state === 'fail') await ofStory?.()
  else ofStory = await keptChain()
  last = task
})

afterAll(() => ofFile())
