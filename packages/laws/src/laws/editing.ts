import type { Denoiser, Latent, Shape, Step } from '@sigmastream/core'
import fc from 'fast-check'
import { hardMasks, latents } from '../arbitraries/latents.js'
import { denoiserOf, type Model, models } from '../arbitraries/models.js'
import type { Law } from '../law.js'
import { testNoise } from '../noise.js'
import { listedScenes, type Scene } from '../scene.js'

/** An edit under test, by a sampler that draws no noise: its denoiser, and the denoiser that answers inside a mask. */
export interface EditingSubject {
  readonly name: string
  readonly step: Step
  readonly editing: (
    source: Denoiser,
    target: Denoiser,
    reference: Latent,
    noise: (sigma: number, shape: Shape) => Latent,
  ) => Denoiser
  readonly masked: (denoiser: Denoiser, mask: Latent) => Denoiser
}

/** A law about one edit. */
export type EditingLaw = (subject: EditingSubject) => Law

/** An edit of a recording: its source is the model of the scene. */
export interface Edit {
  readonly scene: Scene
  readonly target: Model
  readonly reference: Latent
  readonly mask: Latent
}

/** Edits of short runs. */
export const edits: fc.Arbitrary<Edit> = listedScenes({ steps: [1, 5] }).chain((scene) =>
  fc.record({
    scene: fc.constant(scene),
    target: models,
    reference: latents(scene.shape, 8),
    mask: hardMasks(scene.shape),
  }),
)

/** Noise of a level: the laws' own. */
export const noiseOf =
  ({ seed }: Scene) =>
  (sigma: number, shape: Shape): Latent =>
    testNoise(seed)({ lane: 'edit', at: { index: Math.round(sigma * 1000), of: 1, from: sigma, to: 0 }, shape })

/** No change at all. */
export const zeros = ({ shape }: Latent): Latent => ({ shape, data: new Float32Array(shape[0] * shape[1] * shape[2]) })

/** The models of both sides. */
export const sidesOf = ({ scene: { model, shape }, target }: Edit): readonly [source: Denoiser, target: Denoiser] => [
  denoiserOf(model, shape),
  denoiserOf(target, shape),
]
