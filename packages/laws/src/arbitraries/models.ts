import type { Denoiser, Shape } from '@sigmastream/core'
import { combine } from '@sigmastream/core'
import { gaussianDenoiser, linearDenoiser, mixtureDenoiser } from '@sigmastream/core/analytic'
import fc from 'fast-check'
import { testNoise } from '../noise.js'

/** An analytic denoiser as data, so that a counterexample can be read. */
export type Model =
  | { readonly kind: 'gaussian'; readonly mean: number; readonly deviation: number }
  | { readonly kind: 'linear'; readonly slope: number; readonly offset: number }
  | { readonly kind: 'mixture'; readonly seed: number; readonly deviation: number }

const level = (least: number, largest: number): fc.Arbitrary<number> =>
  fc.integer({ min: least * 100, max: largest * 100 }).map((n) => n / 100)

/** Analytic denoisers that depend on x, under which every sampler stays finite. */
export const models: fc.Arbitrary<Model> = fc.oneof(
  fc.record({ kind: fc.constant('gaussian' as const), mean: level(-2, 2), deviation: level(0.1, 2) }),
  fc.record({ kind: fc.constant('linear' as const), slope: level(0, 0.9), offset: level(-2, 2) }),
  fc.record({ kind: fc.constant('mixture' as const), seed: fc.nat(100), deviation: level(0.2, 2) }),
)

/** The denoiser that a model means, for latents of this many channels and frames. */
export const denoiserOf = (model: Model, [, channels, frames]: Shape): Denoiser => {
  switch (model.kind) {
    case 'gaussian':
      return gaussianDenoiser(model.mean, model.deviation)
    case 'linear':
      return linearDenoiser(model.slope, model.offset)
    case 'mixture': {
      const drawn = testNoise(model.seed)({
        lane: 'means',
        at: { index: 0, of: 1, from: 1, to: 0 },
        shape: [3, channels, frames],
      })
      return mixtureDenoiser({ means: combine([2, drawn]), weights: [0.5, 0.3, 0.2], deviation: model.deviation })
    }
  }
}
