import type { Precision } from '@sigmastream/model-sao'

/** How reference audio is made as long as a run. */
export type ReferenceName = 'silence' | 'exercises'

/** From the first to the second share of noise. */
export type Interval = readonly [low: number, high: number]

/** How the model's answer is guided, nothing left open. */
export interface Guided {
  /** The profile that the rest was taken from, but for what was asked otherwise. */
  readonly profile: string
  readonly startScale: number
  /** What to lead away from; `null` for no conditioning at all. */
  readonly negative: string | null
  readonly cfg: number
  readonly cfgRescale: number
  readonly cfgInterval: Interval | null
}

/**
 * What Stable Audio Open is told of one run, nothing left open but the length, which may be the clip's or the model's.
 */
export interface Told extends Guided {
  readonly prompt: string
  /** What the transformer is held in; `auto` is settled when the model is loaded. */
  readonly precision: Precision | 'auto'
  readonly seconds: number | null
  readonly fullWindow: boolean
  readonly reference: ReferenceName
  /** Threads that one operator may use. */
  readonly threads: number
  /** Bytes of memory that encoding and decoding may count on. */
  readonly memory: number
}

/** What is told and nothing else, in one order whoever tells it: the same run has the same record, byte for byte. */
export const toldOf = (told: Told): Told => ({
  profile: told.profile,
  prompt: told.prompt,
  precision: told.precision,
  negative: told.negative,
  seconds: told.seconds,
  cfg: told.cfg,
  cfgRescale: told.cfgRescale,
  cfgInterval: told.cfgInterval,
  startScale: told.startScale,
  fullWindow: told.fullWindow,
  reference: told.reference,
  threads: told.threads,
  memory: told.memory,
})
