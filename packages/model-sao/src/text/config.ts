import type { T5Config } from './t5/config.js'

/** The text encoder of a checkpoint. */
export type TextConfig = T5Config
