import {
  build,
  chain,
  type Denoiser,
  type Engine,
  type Interval,
  type Latent,
  type NoiseSource,
  plan,
  type Step,
} from '@sigmastream/core'
import fc from 'fast-check'
import { hardMasks, latents } from '../arbitraries/latents.js'
import { type StepName, stepNamed, stepNames } from '../arbitraries/steps.js'
import { mustHaveSameBits } from '../compare.js'
import { sigmastream } from '../framework.js'
import { type Law, law } from '../law.js'
import { orThrow } from '../or-throw.js'
import { record } from '../record.js'
import { engineOf, listedScenes, type Scene } from '../scene.js'
import { mustBeSameStep } from './same-step.js'

/** What makes a step hear the sound turned by so many frames at each interval. */
export interface RollSubject {
  readonly name: string
  readonly withRoll: (shiftOf: (at: Interval) => number, step: Step) => Step
}

/** Frame f at place f + by, round the ring: value by value, so that no law asks for what it checks. */
const later = ({ shape, data }: Latent, by: number): Latent => {
  const frames = shape[2]
  return build(shape, (out) => {
    out.forEach((_, i) => {
      const frame = ((((i % frames) + by) % frames) + frames) % frames
      out[i - (i % frames) + frame] = data[i]! // i is inside both
    })
  })
}

/** A model that knows where it is: what it answers grows quieter along the sound. */
const withPlace =
  (denoiser: Denoiser): Denoiser =>
  async (x, sigma, signal) => {
    const { shape, data } = await denoiser(x, sigma, signal)
    const frames = shape[2]
    return build(shape, (out) => out.forEach((_, i) => (out[i] = data[i]! * (1 - (i % frames) / (2 * frames))))) // i is inside both
  }

/** A run, by how much it is turned at each of its steps, and by how much all of it is set back. */
interface RollCase {
  readonly scene: Scene
  readonly name: StepName
  readonly reference: Latent
  readonly mask: Latent
  readonly shifts: readonly number[]
  readonly back: number
}

const rollCases: fc.Arbitrary<RollCase> = listedScenes({ frames: [2, 6] }).chain((scene) =>
  fc.record({
    scene: fc.constant(scene),
    name: stepNames,
    reference: latents(scene.shape, 8),
    mask: hardMasks(scene.shape),
    shifts: fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 8, maxLength: 8 }),
    back: fc.integer({ min: -9, max: 9 }),
  }),
)

/** A shift of nothing turns nothing, nor does one of the whole ring. */
export const rollByNothing = ({ name, withRoll }: RollSubject): Law =>
  law(
    `${name}: a step that is turned by no frame, or by all of them, is the step itself, bit for bit`,
    fc.tuple(listedScenes(), stepNames),
    async ([scene, of]) => {
      const step = stepNamed(of)
      await mustBeSameStep(
        scene,
        withRoll(() => 0, step),
        step,
      )
      await mustBeSameStep(
        scene,
        withRoll(({ index }) => index * scene.shape[2], step),
        step,
      )
    },
  )

/** A loop has no beginning: turned as a whole, with all that it is made of, it is the same loop. */
export const rollOfAll = ({ name, withRoll }: RollSubject): Law =>
  law(
    `${name}: with every shift set back by k, and start, noise, reference and mask rolled by k, the result is the old one rolled by k, bit for bit`,
    rollCases,
    async ({ scene, name: of, reference, mask, shifts, back }) => {
      const engine: Engine = { ...engineOf(scene), denoiser: withPlace(engineOf(scene).denoiser) }
      const noise: NoiseSource = (query) => later(engine.noise(query), back)
      const run = (by: number, own: Engine) =>
        record(
          orThrow(
            plan({
              step: chain(
                withRoll(({ index }) => shifts[index]! - by, stepNamed(of)), // at most eight steps
                sigmastream.project(later(reference, by), later(mask, by)),
              ),
              schedule: scene.sigmas,
              shape: scene.shape,
            }),
          ),
          own,
        )
      const [before, after] = [await run(0, engine), await run(back, { ...engine, noise })]
      before.forEach(({ carry }, i) => mustHaveSameBits(`frame ${i}, x`, after[i]!.carry.x, later(carry.x, back))) // of one plan
    },
  )
