/** What a work is. Apart from `kinds.ts`, so that reading a manifest does not load the recognition of files. */
export const KINDS = ['song', 'video', 'book', 'image', 'dataset', 'model', 'other'] as const
export type Kind = (typeof KINDS)[number]
