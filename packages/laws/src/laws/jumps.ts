import {
  andThen,
  type Draw,
  type Latent,
  maskProject,
  type NoiseSource,
  noiseReference,
  type Step,
} from '@sigmastream/core'
import fc from 'fast-check'
import { hardMasks, latents } from '../arbitraries/latents.js'
import { mustHaveSameBits, mustHaveSameFrames, sameBits } from '../compare.js'
import { type Law, law, refute } from '../law.js'
import { record } from '../record.js'
import { engineOf, type Inpainting, listedScenes, planOf, type Scene } from '../scene.js'
import { stepSubject } from '../subject.js'

/** A sampler that goes over parts of its list again, under test. */
export interface JumpSubject {
  readonly name: string
  /** The sampler that goes down its list once. */
  readonly step: Step
  /** The same with jumps, of which every list of four levels above 0 has one at least. */
  readonly jumping: Step
  /** The same as `jumping`, told not to jump. */
  readonly once: Step
  /** The noise that it is run with. */
  readonly source: (seed: number) => NoiseSource
}

/** What was drawn, and for what. */
interface DrawnNoise extends Draw {
  readonly noise: Latent
}

// Eight frames at least, so that no two draws agree by chance.
const scenes: fc.Arbitrary<Inpainting> = listedScenes({ steps: [5, 7], frames: [8, 10] }).chain((scene) =>
  fc.record({ scene: fc.constant(scene), reference: latents(scene.shape, 8), mask: hardMasks(scene.shape) }),
)

/** The draws of a run in order, with a projection behind each step, which draws too. */
const drawsIn = async (
  { name, source }: JumpSubject,
  step: Step,
  { scene, reference, mask }: Inpainting,
): Promise<readonly DrawnNoise[]> => {
  const drawn: DrawnNoise[] = []
  const noise = source(scene.seed)
  const inpainting = andThen(step, andThen(noiseReference(reference), maskProject(mask)))
  await record(planOf(stepSubject(name, inpainting), scene), {
    ...engineOf(scene),
    noise: (query) => {
      const one = noise(query)
      drawn.push({ lane: query.lane, at: query.at, noise: one })
      return one
    },
  })
  return drawn
}

const levelsOf = ({ lane, at }: Draw): string => `lane "${lane}" from ${at.from} to ${at.to}`

/** What is walked for the first time is walked as without jumps: jumps add to a run, and shift none of its noise. */
export const firstPass = (subject: JumpSubject): Law =>
  law(
    `${subject.name}: what is walked for the first time draws what the run without jumps draws, bit for bit`,
    scenes,
    async (inpainting) => {
      const plain = await drawsIn(subject, subject.step, inpainting)
      const jumping = await drawsIn(subject, subject.jumping, inpainting)
      plain.forEach((one) => {
        const first = jumping.find((other) => levelsOf(other) === levelsOf(one))
        if (first === undefined) return refute(`the run with jumps draws nothing for ${levelsOf(one)}`)
        mustHaveSameBits(`the first time, and without jumps, ${levelsOf(one)}`, first.noise, one.noise)
      })
    },
  )

/** A second walk with the noise of the first would only repeat it. */
export const freshNoise = (subject: JumpSubject): Law =>
  law(`${subject.name}: of a run with jumps no two draws are the same`, scenes, async (inpainting) => {
    const drawn = await drawsIn(subject, subject.jumping, inpainting)
    if (!drawn.some(({ at }) => at.to > at.from)) refute('it never goes back up')
    drawn.forEach((one, i) => {
      const again = drawn.slice(0, i).find((other) => sameBits(other.noise, one.noise))
      if (again !== undefined)
        refute(`${levelsOf(one)} at interval ${one.at.index} has the noise of ${levelsOf(again)} at ${again.at.index}`)
    })
  })

/** Without a jump nothing is left of it. */
export const withoutJump = ({ name, step, once }: JumpSubject): Law =>
  law(`${name}: told not to jump, it is the sampler itself, bit for bit`, listedScenes(), async (scene: Scene) => {
    const framesOf = (of: Step) => record(planOf(stepSubject(name, of), scene), engineOf(scene))
    mustHaveSameFrames('without a jump, and the sampler', await framesOf(once), await framesOf(step))
  })
