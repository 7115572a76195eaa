import type { Problems } from '../../publish/draft/read.ts'

export const STEPS = [
  { id: 'files', label: 'Files' },
  { id: 'details', label: 'Details' },
  { id: 'licence', label: 'Licence' },
  { id: 'split', label: 'Split' },
  { id: 'price', label: 'Price' },
  { id: 'review', label: 'Review' },
] as const

export type StepId = (typeof STEPS)[number]['id']

export const isStep = (text: string): text is StepId => STEPS.some(({ id }) => id === text)

const PLACES: Readonly<Record<string, StepId>> = {
  files: 'files',
  title: 'details',
  description: 'details',
  creatorName: 'details',
  credits: 'details',
  fields: 'details',
  licence: 'licence',
  holders: 'split',
  parents: 'split',
  offers: 'price',
  deliveryFee: 'price',
  minimumTip: 'price',
  ancestorRoyalty: 'price',
  resaleRoyalty: 'price',
  account: 'review',
}

/** The step on which a problem is solved. */
export const stepOf = (path: string): StepId => PLACES[path.split('.')[0]!] ?? 'review'

export const hasProblem = (problems: Problems, step: StepId): boolean =>
  Object.keys(problems).some((path) => stepOf(path) === step)
