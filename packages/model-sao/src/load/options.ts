import { availableParallelism } from 'node:os'

/** How a model is loaded. */
export interface LoadOptions {
  /** Threads that one operator may use, at least 1. By default as many as the machine runs at once. */
  readonly threads?: number
  /** Bytes of memory that encoding and decoding may count on. By default what the system says is free, at each run. */
  readonly available?: number
}

/** The threads of the options. */
export const threadsOf = ({ threads = availableParallelism() }: LoadOptions): number => threads

/** What the options say of memory, as `openAutoencoder` asks for it. */
export const autoencoderMemory = ({ available }: LoadOptions): { readonly available?: () => number } =>
  available === undefined ? {} : { available: () => available }
