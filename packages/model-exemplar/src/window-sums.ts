import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { WindowsTooLarge } from './errors.js'
import type { FrameMixtures } from './frame-mixtures.js'
import { spareRows } from './weighted-rows.js'
import { together, type WindowKernel, windowKernel } from './window-kernel.js'
import { type WindowMemory, windowMemory } from './window-memory.js'

/** A part of a sum of weights that does not matter: the rounding of a float32. */
export const negligible = 2 ** -24

/**
 * Frames of a latent match frames of what is learnt one to one, so what belongs to a window and a patch lies along a
 * diagonal of the matrix of all pairs of frames. The window that ends one frame later has the same sum along it but for
 * the pair that comes in and the pair that falls out: one sum is kept for each diagonal, that of frame t of `length` and
 * learnt frame f at `length - 1 - t + f`. So it is with how much each learnt frame counts in each frame of the latent: the
 * sum over the windows that cover it.
 */
export interface WindowSums {
  /** Frames of the latent. */
  readonly length: number
  /** Forgets all frames. */
  readonly clear: () => void
  /** Frame t comes in, of which `matches` from `at` on are the products with each learnt frame. In order. */
  readonly take: (t: number, matches: Float32Array, at: number) => void
  /**
   * Weighs the patches for the window that ends with frame t, the one taken last: exp(precision (sum + offset)), but for what
   * is common to all. Those that all together would be less than the rounding are left out.
   */
  readonly weigh: (t: number, precision: number) => void
  /** Adds frame t to the mixtures, a mean over the windows that cover it, which are `cover`, all weighed. */
  readonly mix: (t: number, cover: number, into: FrameMixtures) => void
  /** Drops the weights of the window that ended with frame t, before those of window t + `window` are made. */
  readonly drop: (t: number) => void
}

/** What sums are of: as many frames of a latent as `length`, in windows of `window`; `offsets` of each learnt frame, see `offsetsOf`. */
export interface SumSizes {
  readonly length: number
  readonly window: number
  readonly offsets: Float64Array
  /** Frames that come in together: as many before them as a window has are kept. */
  readonly block: number
  /** The most learnt frames that a frame may be a mixture of to be told them one by one, and the channels of each. */
  readonly few: number
  readonly channels: number
}

const roomOf = ({ few }: SumSizes): number => few + spareRows

const sumsIn = (kernel: WindowKernel, at: WindowMemory, sizes: SumSizes): WindowSums => {
  const { length, window, offsets, few, channels } = sizes
  const learnt = offsets.length
  const room = roomOf(sizes)
  const { buffer } = kernel.memory
  new Float64Array(buffer, at.offsets, at.blocks * together).fill(-Infinity).set(offsets)
  // the sums of both kinds, and by how many their blocks are held, lie behind each other
  const touched = new Uint8Array(buffer, at.sums, at.best - at.sums)
  const all = new Float32Array(buffer)
  const counted = { from: new Int32Array(buffer, at.from, room), weight: new Float64Array(buffer, at.counts, room) }
  const spread = new Float32Array(buffer, at.spread, learnt)
  /** The diagonal of frame t and learnt frame 0, and where its sum is. */
  const baseOf = (t: number): number => length - 1 - t
  const scales = new Float64Array(window)
  // the largest sum of the frame taken last
  let most = -Infinity
  return {
    length,
    clear: () => void touched.fill(0),
    take: (t, matches, from) => {
      const row = at.row(t)
      all.set(matches.subarray(from, from + learnt), row / 4)
      const old = t < window ? at.zeros : at.row(t - window) - 4 * window
      most = kernel.slide(at.sums + 8 * baseOf(t), row, old, at.offsets, at.best, at.blocks)
    },
    weigh: (t, precision) => {
      // a memory of WebAssembly ends at 2 ** 32 bytes, and a learnt frame takes more than 32 of them: there are fewer than
      // 2 ** 27, so that no weight is below 2 ** -51
      const least = most + Math.log(negligible / learnt) / precision
      const [weights, active] = [at.weights(t), at.active(t)]
      const sum = kernel.weigh(
        at.sums + 8 * baseOf(t),
        at.offsets,
        at.best,
        at.blocks,
        most,
        least,
        precision,
        weights,
        active,
      )
      scales[t % window] = 1 / sum
      kernel.add(at.counted, at.live, baseOf(t), weights, active, 1 / sum, 1)
    },
    mix: (t, cover, into) => {
      const base = baseOf(t)
      const least = (cover * negligible) / learnt
      const scale = 1 / cover
      const count = kernel.collect(at.counted, at.live, base, learnt, channels, least, scale, at.from, at.counts, few)
      if (count >= 0) {
        into.addFew(t, counted, count)
        return
      }
      kernel.spread(at.counted + 8 * base, at.spread, scale, at.blocks)
      into.addMany(t, spread)
    },
    drop: (t) => {
      const scale = -scales[t % window]! // one for each rest
      kernel.add(at.counted, at.live, baseOf(t), at.weights(t), at.active(t), scale, -1)
    },
  }
}

/**
 * No frame yet. The sums are made in WebAssembly, four and two at a time, in one order: the bits are the same on every
 * machine. Errors: those of `windowKernel`.
 */
export const windowSums = (sizes: SumSizes): E.Either<WindowsTooLarge, WindowSums> => {
  const { length, window, offsets, block } = sizes
  const rows = Math.min(length, (Math.ceil(window / block) + 1) * block)
  const at = windowMemory({ length, learnt: offsets.length, window, rows, few: roomOf(sizes) })
  return pipe(
    windowKernel(at.bytes),
    E.map((kernel) => sumsIn(kernel, at, sizes)),
  )
}
