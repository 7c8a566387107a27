import type { Device } from './device.js'
import type { Feed, SharedTensor, Tensor } from './tensor.js'

/** What a run is fed, by the names of the graph's inputs. */
export type Feeds = Readonly<Record<string, Feed>>

/** What a run answers, by the names of the graph's outputs. */
export type Tensors = Readonly<Record<string, Tensor>>

/** What some outputs are written into, by their names. */
export type SharedTensors = Readonly<Record<string, SharedTensor>>

/** What the worker is started with. */
export interface WorkerSettings {
  readonly model: Uint8Array
  readonly threads: number
  readonly externalFolder: string | undefined
  readonly foldConstants: boolean
  readonly packWeights: boolean
  readonly waitAwake: boolean
  readonly device: Device
  readonly alone: boolean
  /** See `turnPlaces`. */
  readonly turn: Int32Array
}

/**
 * What the main thread and the worker share, so that no process ends while the engine computes: whether it is asked
 * something, which is 1 from the request to the end of the native call and 2 once the thread has ended, and whether the
 * process is ending, when no call is begun any more.
 */
export const turnPlaces = { asked: 0, ending: 1 } as const

/** Nothing is asked, nothing ends. */
export const newTurn = (): Int32Array => new Int32Array(new SharedArrayBuffer(8))

/** What the worker is asked, one request at a time. */
export type Request =
  | { readonly _tag: 'Run'; readonly feeds: Tensors; readonly into?: SharedTensors }
  | { readonly _tag: 'Close' }

/** What the worker answers: `Opened` or `NotOpened` once, then `Ran` or `NotRan` for each `Run`. */
export type Reply =
  | { readonly _tag: 'Opened'; readonly inputs: readonly string[] }
  | { readonly _tag: 'NotOpened'; readonly message: string }
  | { readonly _tag: 'Ran'; readonly outputs: Tensors }
  | { readonly _tag: 'NotRan'; readonly message: string }

/** Whether a tensor lies over memory that threads share. */
export const isShared = (feed: Feed): feed is SharedTensor =>
  feed.data instanceof Float32Array && feed.data.buffer instanceof SharedArrayBuffer

/** The same tensor over a copy of its data in a buffer of its own, unless it is shared. */
const copyOf = (feed: Feed): Tensor => {
  if (isShared(feed)) return feed
  switch (feed.type) {
    case 'float32':
      return { ...feed, data: feed.data.slice() }
    case 'float16':
      return { ...feed, data: feed.data.slice() }
    case 'int64':
      return { ...feed, data: feed.data.slice() }
    case 'int32':
      return { ...feed, data: feed.data.slice() }
    case 'int8':
      return { ...feed, data: feed.data.slice() }
    case 'uint8':
    case 'bool':
      return { ...feed, data: feed.data.slice() }
  }
}

/**
 * Copies of the feeds that can move to another thread whole. The one copy that is made: posting a view would clone all
 * of its buffer, twice, and moving the caller's own buffer would empty it. What is shared is not copied.
 */
export const copiesOf = (feeds: Feeds): Tensors =>
  Object.fromEntries(Object.entries(feeds).map(([name, feed]) => [name, copyOf(feed)]))

/** The buffers of tensors that own them, to be moved rather than cloned. */
export const buffersOf = (tensors: Tensors): readonly ArrayBuffer[] =>
  Object.values(tensors).flatMap(({ data: { buffer } }) => (buffer instanceof ArrayBuffer ? [buffer] : []))
