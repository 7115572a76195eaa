/** Once per run of the stories: the app built, the stack up, and down again at the end. */
import type { TestProject } from 'vitest/node'
import { startStack } from './stack.ts'

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, config, stop } = await startStack()
  project.provide('running', { url, config })
  return stop
}
