import type { DitConfig } from './config.js'

type Dims = readonly (string | number)[]

/** Rows that are told a text, and its tokens: the first sizes of all that is made of it. */
export const TEXT = ['rows', 'tokens'] as const

/** The rows that the network computes: items times branches. */
export const ROWS = 'rows asked'

/**
 * The sizes of tokens in the network, by the names of those that are known only when it runs (see `withDims`): of all
 * rows, of those that are told a text, or of the rest.
 */
export const tokenDims = ({ embedDim }: DitConfig, rows: string = ROWS): Dims => [rows, 'tokens in all', embedDim]

/** The same of the frames alone, without the tokens in front of them. */
export const frameDims = ({ embedDim }: DitConfig): Dims => [ROWS, 'frames', embedDim]

/** The same with the rows of each branch apart. */
export const itemDims = ({ embedDim }: DitConfig): Dims => ['branches asked', 'items told', 'frames', embedDim]
