import { type Engine, type Latent, type Plan, plan, type Shape } from '@sigmastream/core'
import fc from 'fast-check'
import { hardMasks, latents, type ShapeRange, seeds, shapes } from './arbitraries/latents.js'
import { denoiserOf, type Model, models } from './arbitraries/models.js'
import { type ScheduleRange, schedules } from './arbitraries/schedules.js'
import { testNoise } from './noise.js'
import { orThrow } from './or-throw.js'
import { isListed, type Subject } from './subject.js'

/** One run of a sampler, as data. */
export interface Scene {
  readonly sigmas: readonly number[]
  readonly shape: Shape
  readonly seed: number
  readonly model: Model
}

/** What scenes are asked to be. */
export type SceneRange = ScheduleRange & ShapeRange

/** Scenes for steps, which run over any list. */
export const listedScenes = (range: SceneRange = {}): fc.Arbitrary<Scene> =>
  fc.record({ sigmas: schedules({ steps: [1, 8], ...range }), shape: shapes(range), seed: seeds, model: models })

/** Scenes for a subject. An adaptive one needs two levels above 0 to choose between, so it has at least two steps. */
export const scenes = (subject: Subject, range: SceneRange = {}): fc.Arbitrary<Scene> => {
  const [least, largest] = range.steps ?? [1, 8]
  return listedScenes({ ...range, steps: [isListed(subject) ? least : Math.max(2, least), largest] })
}

/** A scene with something to keep: the mask is 0 where the reference stays. */
export interface Inpainting {
  readonly scene: Scene
  readonly reference: Latent
  readonly mask: Latent
}

/** Scenes with references and hard masks. */
export const inpaintings = (subject: Subject, range: SceneRange = {}): fc.Arbitrary<Inpainting> =>
  scenes(subject, range).chain((scene) =>
    fc.record({ scene: fc.constant(scene), reference: latents(scene.shape, 8), mask: hardMasks(scene.shape) }),
  )

/** The subject's plan of a scene. Throws what the subject refuses. */
export const planOf = ({ step }: Subject, { sigmas, shape }: Pick<Scene, 'sigmas' | 'shape'>): Plan =>
  orThrow(plan({ step, schedule: sigmas, shape }))

/** The model and the keyed noise of a scene. */
export const engineOf = ({ model, shape, seed }: Scene): Engine => ({
  denoiser: denoiserOf(model, shape),
  noise: testNoise(seed),
})

/** How many intervals a plan has: without end, where it finds them as it goes. */
export const stepsOf = ({ intervals }: Plan): number => (typeof intervals === 'function' ? Infinity : intervals.length)
