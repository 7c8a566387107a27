import {
  type Answer,
  build,
  type Carry,
  constant,
  type Env,
  type Lane,
  type Latent,
  type NoiseSource,
  refuse,
  type SampleError,
  type Step,
} from '@sigmastream/core'
import { either as E, type taskEither as TE } from 'fp-ts'

/** So loud that what else is in x is lost in the rounding: the weight of a draw is read off it. */
const loud = 2 ** 60

/** What solved noise makes of x may differ from where it was to lead by this part of the largest value. */
const tolerance = 2 ** -14

/** A step whose last noise is known: the noise, where it was wanted to lead, and where it did. */
export interface SolvedStep {
  readonly noise: Latent
  readonly wanted: Latent
  readonly carry: Carry
}

/** One interval of a step that is run several times, with other noise in the last of its lanes, and with one set of answers. */
interface Rerun {
  /** The first run: the last lane is silent, and what is asked is kept. */
  readonly first: Env
  /** Whether the last lane was drawn from, and no call came after it. */
  readonly endsOnDraw: () => boolean
  /** Another run, which asks nobody. */
  readonly again: (noise: Latent) => Env
}

const rerunOf = ({ denoiser, noise, ...env }: Env, lane: Lane): Rerun => {
  const answers: Answer[] = []
  const drawn = new Map<Lane, Latent>()
  let [isDrawn, isCalled] = [false, false]
  const other: NoiseSource = (query) => {
    const eps = drawn.get(query.lane) ?? noise(query)
    drawn.set(query.lane, eps)
    return eps
  }
  return {
    first: {
      ...env,
      denoiser: async (...call) => {
        isCalled = isCalled || isDrawn
        const answer = await denoiser(...call)
        answers.push(answer)
        return answer
      },
      noise: (query) => {
        if (query.lane !== lane) return other(query)
        isDrawn = true
        return constant(query.shape, 0)
      },
    },
    endsOnDraw: () => isDrawn && !isCalled,
    again: (last) => {
      let next = 0
      return {
        ...env,
        denoiser: async () => answers[next++]!, // what comes before the last draw asks what it asked in the first run
        noise: (query) => (query.lane === lane ? last : other(query)),
      }
    },
  }
}

/** By how much every value of a draw counts in x, or `null` where values count differently, or not at all. */
const weightOf = ({ data: silent }: Latent, { data: shouted }: Latent): number | null => {
  // Both have one shape, of at least one value.
  const first = (shouted[0]! - silent[0]!) / loud
  for (let i = 0; i < silent.length; i++)
    if (!(Math.abs((shouted[i]! - silent[i]!) / loud - first) <= tolerance * Math.abs(first))) return null
  return first === 0 ? null : first
}

/** Whether x is where it was wanted; `mean` is where it would be without the noise. */
const isNear = ({ data: x }: Latent, { data: wanted }: Latent, { data: mean }: Latent): boolean => {
  let [most, peak] = [0, 0]
  // All have one shape.
  for (let i = 0; i < x.length; i++) {
    most = Math.max(most, Math.abs(x[i]! - wanted[i]!))
    peak = Math.max(peak, Math.abs(wanted[i]!), Math.abs(mean[i]!))
  }
  return most <= tolerance * peak
}

const notLast = (what: string): ReturnType<typeof refuse> =>
  refuse(
    'the inversion',
    `a sampler ${what}`,
    'one that adds its last noise after its last call, such as euler-ancestral or dpmpp-2m-sde',
  )

/**
 * The noise with which a step comes to where it is wanted, and the step with it; the model is asked as often as in one
 * run of the step.
 *
 * ```text
 * noise = (wanted - mean) / weight,   mean = the step with silence in its last lane
 * ```
 *
 * The weight is what the step makes of very loud noise. Errors: those of the step; `Refused` where a call comes after
 * the last draw, or where noise is not added to every value alike.
 */
export const solveNoise =
  (
    step: Step,
    carry: Carry,
    env: Env,
    lane: Lane,
    wantedOf: () => E.Either<SampleError, Latent>,
  ): TE.TaskEither<SampleError, SolvedStep> =>
  async () => {
    const { first, endsOnDraw, again } = rerunOf(env, lane)
    const mean = await step.run(carry, first)()
    if (E.isLeft(mean)) return mean
    if (!endsOnDraw()) return notLast('that asks the model once more after its last noise')
    const wanted = wantedOf()
    if (E.isLeft(wanted)) return wanted
    const { shape } = carry.x
    const shouted = await step.run(carry, again(constant(shape, loud)))()
    if (E.isLeft(shouted)) return shouted
    const weight = weightOf(mean.right.x, shouted.right.x)
    if (weight === null) return notLast('whose last noise does not count alike in every value')
    const noise = build(shape, (out) => {
      // Index below the length of both, which have one shape.
      for (let i = 0; i < out.length; i++) out[i] = (wanted.right.data[i]! - mean.right.x.data[i]!) / weight
    })
    const led = await step.run(carry, again(noise))()
    if (E.isLeft(led)) return led
    return isNear(led.right.x, wanted.right, mean.right.x)
      ? E.right({ noise, wanted: wanted.right, carry: led.right })
      : notLast('whose last noise is not added')
  }
