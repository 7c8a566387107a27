import {
  andThen,
  build,
  type Carry,
  constant,
  type Denoiser,
  type Interval,
  type Latent,
  type NoiseSource,
  probe,
  type Step,
} from '@sigmastream/core'
import fc from 'fast-check'
import { hardMasks, latents } from '../arbitraries/latents.js'
import { mustHaveSameBits, peakOf, sameBits } from '../compare.js'
import { type Law, law, refute } from '../law.js'
import { record } from '../record.js'
import { engineOf, type Inpainting, listedScenes, planOf, type Scene, type SceneRange } from '../scene.js'
import { stepSubject } from '../subject.js'

/** Inpainting by the posterior of each step, under test. */
export interface PosteriorSubject {
  readonly name: string
  readonly posterior: (reference: Latent, mask: Latent) => Step
  /** The sampler that it is where nothing is known. */
  readonly free: Step
}

/** A call of the denoiser: at which place of its interval, from 0, and what was asked and answered. */
interface Call {
  readonly place: number
  readonly sigma: number
  readonly x: Latent
  readonly answer: Latent
}

/** What an interval came to, and the calls in it. */
interface IntervalCalls {
  readonly at: Interval
  readonly x: Latent
  readonly calls: readonly Call[]
}

/** The same noise for all lanes of an interval. */
const oneLane =
  (noise: NoiseSource): NoiseSource =>
  (query) =>
    noise({ ...query, lane: 'one' })

const inpaintings = (range: SceneRange): fc.Arbitrary<Inpainting> =>
  listedScenes({ steps: [1, 5], ...range }).chain((scene) =>
    fc.record({ scene: fc.constant(scene), reference: latents(scene.shape, 8), mask: hardMasks(scene.shape) }),
  )

/** What answers in place of the scene's model, by the place of the call, and what draws in place of its noise. */
interface Otherwise {
  readonly answerOf?: (model: Denoiser, place: number) => Denoiser
  readonly noise?: (noise: NoiseSource) => NoiseSource
}

/** A run, its calls known by their place in the interval. */
const askedIn = async (
  { name }: PosteriorSubject,
  step: Step,
  scene: Scene,
  { answerOf = (model) => model, noise = (own) => own }: Otherwise = {},
): Promise<readonly IntervalCalls[]> => {
  const engine = engineOf(scene)
  const each: Call[][] = []
  const started = probe<Carry>('started', () => {
    each.push([])
  })
  const frames = await record(planOf(stepSubject(name, andThen(started, step)), scene), {
    noise: noise(engine.noise),
    denoiser: async (x, sigma, ...told) => {
      const calls = each.at(-1) ?? refute('the denoiser was called before the first interval')
      const answer = await answerOf(engine.denoiser, calls.length)(x, sigma, ...told)
      calls.push({ place: calls.length, sigma, x, answer })
      return answer
    },
  })
  return frames.map(({ at, carry }, i) => ({ at, x: carry.x, calls: each[i] ?? [] }))
}

/** What is known is there at the end, exactly: with no noise in it, nothing is weighed against it. */
export const knownAtZero = (subject: PosteriorSubject): Law =>
  law(
    `${subject.name}: what is known is the reference, bit for bit, when the schedule ends at 0`,
    inpaintings({ end: 'zero' }),
    async ({ scene, reference, mask }) => {
      const frames = await askedIn(subject, subject.posterior(reference, mask), scene)
      const { x } = frames.at(-1) ?? refute('the run has no frame')
      const [result, known] = [[...x.data], [...reference.data]]
      const lost = [...mask.data].findIndex((value, i) => value === 0 && !Object.is(result[i], known[i]))
      if (lost !== -1) refute(`the result has ${result[lost]} at element ${lost}, where ${known[lost]} is known`)
    },
  )

/** Where nothing is known, nothing is weighed in: the second call is made, and counts for nothing. */
export const nothingKnown = (subject: PosteriorSubject): Law =>
  law(
    `${subject.name}: where nothing is known it is the free sampler, bit for bit, whatever the second call answers`,
    inpaintings({}).chain((one) => fc.tuple(fc.constant(one), latents(one.scene.shape, 1000))),
    async ([{ scene, reference }, lie]) => {
      const step = subject.posterior(reference, constant(scene.shape, 1))
      const answerOf = (model: Denoiser, place: number): Denoiser => (place === 0 ? model : async () => lie)
      const lying = await askedIn(subject, step, scene, { answerOf })
      const free = await askedIn(subject, subject.free, scene)
      if (lying.length !== free.length) refute(`${lying.length} frames are not ${free.length}`)
      free.forEach(({ x }, i) => {
        const other = lying[i]?.x ?? refute(`frame ${i} is missing`)
        mustHaveSameBits(`nothing known, and the free sampler, frame ${i}, x`, other, x)
      })
    },
  )

/** The second call of an interval, which must be at the level that it goes to. */
const proxyOf = ({ at, calls }: IntervalCalls): Call => {
  const proxy = calls.find(({ place }) => place === 1) ?? refute(`interval ${at.index} has no second call`)
  if (proxy.sigma !== at.to) refute(`the second call of interval ${at.index} is at sigma ${proxy.sigma}, not ${at.to}`)
  return proxy
}

/** Above 0 what is known has noise of its level: that which the second call tells of what it was asked. */
export const toldNoise = (subject: PosteriorSubject): Law =>
  law(
    `${subject.name}: what is known is the reference with the noise that the second call tells, to rounding`,
    inpaintings({ end: 'above' }),
    async ({ scene, reference, mask }) => {
      for (const one of await askedIn(subject, subject.posterior(reference, mask), scene)) {
        const { x: proxy, answer } = proxyOf(one)
        const known = build(scene.shape, (out) => {
          // All have the scene's shape.
          for (let i = 0; i < out.length; i++) out[i] = reference.data[i]! + proxy.data[i]! - answer.data[i]!
        })
        const bound = (peakOf(reference) + peakOf(proxy) + peakOf(answer)) * 2 ** -21
        const result = [...one.x.data]
        const stray = [...mask.data].findIndex(
          (value, i) => value === 0 && !(Math.abs((result[i] ?? Number.NaN) - (known.data[i] ?? Number.NaN)) <= bound),
        )
        if (stray !== -1)
          refute(`interval ${one.at.index} has ${result[stray]} at element ${stray}, and ${known.data[stray]} is told`)
      }
    },
  )

/**
 * What is known is told by a draw of the free step that is not the one it is weighed against: where all lanes draw alike
 * the two are one, and else they differ.
 */
export const ownProxy = (subject: PosteriorSubject): Law =>
  law(
    `${subject.name}: the second call is asked at what the free sampler gives, with a draw of its own`,
    // No step goes to 0, where nothing is drawn, and eight frames do not agree by chance.
    listedScenes({ steps: [1, 4], end: 'above', frames: [8, 10] }),
    async (scene) => {
      const step = subject.posterior(constant(scene.shape, 0), constant(scene.shape, 1))
      const alike = await askedIn(subject, step, scene, { noise: oneLane })
      const free = await askedIn(subject, subject.free, scene, { noise: oneLane })
      alike.forEach((one, i) => {
        const { x } = free[i] ?? refute(`frame ${i} is missing`)
        mustHaveSameBits(`the question of the second call, and the free sampler, frame ${i}`, proxyOf(one).x, x)
      })
      for (const one of await askedIn(subject, step, scene))
        if (sameBits(proxyOf(one).x, one.x)) refute(`interval ${one.at.index} asks the second call about x itself`)
    },
  )
