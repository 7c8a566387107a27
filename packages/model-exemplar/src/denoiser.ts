import { build, type Denoiser, type Latent, type ReadonlyF32, sameShape, showShape } from '@sigmastream/core'
import { describeOnnxError, type Session } from '@sigmastream/onnx'
import { either as E } from 'fp-ts'
import type { Patches } from './patches.js'
import { spanOf, type WindowSizes } from './window-graph.js'
import { blocksOf, coverOf, framesFrom, preferenceRow, usedRows, type WindowBlock, type WindowRows } from './windows.js'

/** A loaded graph, with what it was made from. */
export interface LoadedGraph {
  readonly session: Session
  readonly patches: Patches
  readonly sizes: WindowSizes
}

/** 1 / sigma^2, kept where float32 can work with it: below sigma 1e-6 the nearest patch has all the weight anyway. */
const precisionOf = (sigma: number): Float32Array =>
  Float32Array.of(Math.min(1e12, Math.max(1e-20, 1 / (sigma * sigma))))

const float32Tensor = (dims: readonly number[], data: Float32Array) => ({ type: 'float32', dims, data }) as const

/** The estimates of one block of windows added up, `[channels][span]`. */
const estimate = async (
  { session, patches, sizes }: LoadedGraph,
  x: Latent,
  item: number,
  windows: WindowRows,
  block: WindowBlock,
  sigma: number,
  signal: AbortSignal,
): Promise<ReadonlyF32> => {
  const span = spanOf(sizes)
  const outputs = await session.run(
    {
      x: float32Tensor([patches.channels, span], framesFrom(x, item, block.start, span)),
      used: float32Tensor([sizes.rows, 1], usedRows(block.count, sizes.rows)),
      precision: float32Tensor([], precisionOf(sigma)),
      preference: float32Tensor([span + patches.frames + 1], preferenceRow(windows, block.start, span, patches.frames)),
    },
    signal,
  )()
  if (E.isLeft(outputs)) throw new Error(describeOnnxError(outputs.left))
  const sum = outputs.right['sum']
  if (sum?.type !== 'float32') throw new Error('the model gave no sum: the graph is not the one of this package')
  return sum.data
}

/** The mean of the estimates that cover each frame from `windows.first` on, `[channels][frames]`. */
const estimateAll = async (
  engine: LoadedGraph,
  x: Latent,
  item: number,
  windows: WindowRows,
  sigma: number,
  signal: AbortSignal,
): Promise<{ readonly mean: Float64Array; readonly frames: number }> => {
  const {
    sizes,
    patches: { channels },
  } = engine
  const span = spanOf(sizes)
  const cover = coverOf(windows.last - windows.first + 1, sizes.window)
  const frames = cover.length
  const sum = new Float64Array(channels * frames)
  for (const block of blocksOf(windows, sizes.rows)) {
    const part = await estimate(engine, x, item, windows, block, sigma, signal)
    const start = block.start - windows.first
    const length = Math.min(span, frames - start)
    // channel * span + i is inside the part, and start + i < frames
    for (let channel = 0; channel < channels; channel++) {
      for (let i = 0; i < length; i++) {
        const at = channel * frames + start + i
        sum[at] = sum[at]! + part[channel * span + i]!
      }
    }
  }
  return { mean: sum.map((value, i) => value / cover[i % frames]!), frames } // i % frames < frames
}

/**
 * The denoiser: the mean of the estimates of all windows that cover a frame; the frames of the reference, where it is
 * known. Rejects where the latent has other channels or another shape than the reference, or fewer frames than a
 * window, or where the engine fails. Each item is estimated alone.
 */
export const denoiserOf =
  (
    engine: LoadedGraph,
    planOf: (x: Latent, item: number) => readonly WindowRows[],
    reference: Latent | null,
  ): Denoiser =>
  async (x, sigma, signal) => {
    const [batch, channels, frames] = x.shape
    if (channels !== engine.patches.channels || frames < engine.sizes.window) {
      throw new Error(
        `a latent of ${showShape(x.shape)} for a model of ${engine.patches.channels} channels in windows of ${engine.sizes.window} frames`,
      )
    }
    if (reference !== null && !sameShape(reference.shape, x.shape)) {
      throw new Error(`a latent of ${showShape(x.shape)} beside a reference of ${showShape(reference.shape)}`)
    }
    const jobs = Array.from({ length: batch }, (_, item) =>
      planOf(x, item).map((windows) => ({ item, windows })),
    ).flat()
    const estimates: Awaited<ReturnType<typeof estimateAll>>[] = []
    for (const { item, windows } of jobs) estimates.push(await estimateAll(engine, x, item, windows, sigma, signal))
    return build(x.shape, (out) => {
      if (reference !== null) out.set(reference.data)
      jobs.forEach(
        (
          {
            item,
            windows: {
              first,
              estimated: { start, end },
            },
          },
          job,
        ) => {
          const { mean, frames: length } = estimates[job]! // one for each job
          for (let row = 0; row < channels; row++) {
            out.set(
              mean.subarray(row * length + start - first, row * length + end - first),
              (item * channels + row) * frames + start,
            )
          }
        },
      )
    })
  }
