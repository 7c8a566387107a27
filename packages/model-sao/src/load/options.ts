import { availableParallelism } from 'node:os'
import type { Device } from '@sigmastream/onnx'
import { packedCache } from '../precision/packed-weights.js'
import type { Precision } from '../precision/precision.js'
import type { PackingProgress } from '../precision/write.js'

/** How a model is loaded. */
export interface LoadOptions {
  /** Threads that one operator may use, at least 1. By default as many as the machine runs at once. */
  readonly threads?: number
  /** Where the networks are computed; the cpu by default, and for all that the device has no kernel for. */
  readonly device?: Device
  /** Bytes of memory that opening, encoding and decoding may count on. By default what the system says is free, at each run. */
  readonly available?: number
  /**
   * In what the model is held, see `packingOf`: `fp32` by default, `auto` by memory. Those but `fp32` are packed once, into a file
   * of `cache`, and found there again.
   */
  readonly precision?: Precision | 'auto'
  /**
   * Whether `auto` counts with guidance, which asks for twice as much at a call. By default as the usual profile of the
   * model has it.
   */
  readonly guided?: boolean
  /** Bytes of memory that `auto` has to fit into: see `precisionOf`. By default what the system says is free. */
  readonly free?: number
  /** The folder where packed weights are kept. By default `packedCache` of the process's environment. */
  readonly cache?: string
  /** Told while weights are being packed. */
  readonly onPacking?: (progress: PackingProgress) => void
  /** Ends the packing of weights, with `RunAborted`. */
  readonly signal?: AbortSignal
}

/** What the networks of a model are computed with. */
export interface EngineSettings {
  readonly threads: number
  readonly device: Device
}

/** The engine of the options. */
export const engineOf = ({ threads = availableParallelism(), device = 'cpu' }: LoadOptions): EngineSettings => ({
  threads,
  device,
})

/** The cache of the options. */
export const cacheOf = ({ cache = packedCache(process.env) }: LoadOptions): string => cache

/** What the options say of memory, as `openAutoencoder` asks for it. */
export const autoencoderMemory = ({ available }: LoadOptions): { readonly available?: () => number } =>
  available === undefined ? {} : { available: () => available }
