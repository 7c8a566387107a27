import { availableParallelism } from 'node:os'
import { packedCache } from '../precision/packed-weights.js'
import type { Precision } from '../precision/precision.js'
import type { PackingProgress } from '../precision/write.js'

/** How a model is loaded. */
export interface LoadOptions {
  /** Threads that one operator may use, at least 1. By default as many as the machine runs at once. */
  readonly threads?: number
  /** Bytes of memory that encoding and decoding may count on. By default what the system says is free, at each run. */
  readonly available?: number
  /** In what the transformer is held: `fp32` by default. The others are packed once, into a file of `cache`, and found there again. */
  readonly precision?: Precision
  /** The folder where packed weights are kept. By default `packedCache` of the process's environment. */
  readonly cache?: string
  /** Told while weights are being packed. */
  readonly onPacking?: (progress: PackingProgress) => void
}

/** The threads of the options. */
export const threadsOf = ({ threads = availableParallelism() }: LoadOptions): number => threads

/** The cache of the options. */
export const cacheOf = ({ cache = packedCache(process.env) }: LoadOptions): string => cache

/** What the options say of memory, as `openAutoencoder` asks for it. */
export const autoencoderMemory = ({ available }: LoadOptions): { readonly available?: () => number } =>
  available === undefined ? {} : { available: () => available }
