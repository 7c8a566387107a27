import type { Denoiser, Latent } from '@sigmastream/core'
import { describeOnnxError } from '@sigmastream/onnx'
import { type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type DenoiserSizes, denoiserOf, type EstimateRows } from './denoiser.js'
import type { ExemplarError } from './errors.js'
import { openProducts } from './frame-products.js'
import { frameRows } from './likeness.js'
import type { Patches } from './patches.js'
import { placeEstimates } from './place-estimates.js'
import { windowEngine, windowEstimates } from './window-estimates.js'
import type { WindowRows } from './windows.js'

/** A loaded model. `close` ends its thread; a call that has no answer then rejects. */
export interface OpenExemplarModel {
  readonly denoiser: Denoiser
  readonly close: T.Task<void>
}

/** Every patch may stand in every window: the engine computes the products. Errors: `EngineFailed`. */
export const everywhere =
  (patches: Patches, sizes: DenoiserSizes, planOf: (x: Latent, item: number) => readonly WindowRows[]) =>
  (threads: number, sparing = false): TE.TaskEither<ExemplarError, OpenExemplarModel> =>
    pipe(
      openProducts(patches, threads, sparing),
      TE.map((products) => {
        const engine = windowEngine(patches, products, sizes.window)
        const estimate: EstimateRows = (out, rows, _, precision, signal) =>
          windowEstimates(engine, out, rows, precision, signal)
        return { denoiser: denoiserOf(estimate, planOf, sizes), close: products.close }
      }),
    )

/** Only some places may stand in a window: there is nothing to load, and what is closed only says so. */
export const inPlaces = (
  patches: Patches,
  sizes: DenoiserSizes,
  plans: readonly (readonly WindowRows[])[],
): OpenExemplarModel => {
  const learnt = frameRows(patches.data, patches.channels)
  const state = { isClosed: false }
  const estimate: EstimateRows = async (out, rows, windows, precision, signal) => {
    if (state.isClosed) throw new Error(describeOnnxError({ _tag: 'SessionClosed' }))
    if (signal.aborted) throw new Error(describeOnnxError({ _tag: 'RunAborted' }))
    placeEstimates(out, rows, windows, windows.places ?? [], learnt, patches.runs, precision)
  }
  return {
    denoiser: denoiserOf(estimate, (_, item) => plans[item]!, sizes), // x has the reference's shape: a plan for each item
    close: async () => {
      state.isClosed = true
    },
  }
}
