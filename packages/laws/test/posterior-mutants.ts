import {
  type Amount,
  addNoise,
  build,
  type Carry,
  chain,
  choose,
  combine,
  type Denoised,
  denoise,
  denoiseAt,
  draw,
  fallible,
  type Interval,
  type Lane,
  type Latent,
  type Levels,
  line,
  maskedBlend,
  type Stage,
  type Step,
  stage,
  toZero,
  withX,
} from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type PosteriorSubject, posteriorLaws } from '../src/index.js'
import type { Mutant } from './mutant.js'

/** Euler's step to a half of the level, and noise for the rest: a Gaussian step to weigh against. */
const lower = ({ from, to }: Levels): Levels => ({ from, to: to / 2 })
const amountOf = (at: Interval): Amount | null => (at.to === 0 ? null : { scale: at.to * Math.sqrt(0.75), at })
const mean = stage('mean', (flow: Denoised, { at }): Carry => withX(flow, combine(...line(flow.evaluation, lower(at)))))

const free: Step = chain(denoise, mean, addNoise('test', amountOf))

/** What may be wrong. */
interface Pieces {
  readonly proxyLane: Lane
  /** Of the noise of the proxy, and of the sample. */
  readonly lanesOfSample: (at: Interval) => Lane
  readonly askedAt: (at: Interval) => number
  readonly observed: (reference: Latent, proxy: { readonly x: Latent; readonly denoised: Latent }) => Latent
  readonly blend: (mask: Latent, x: Latent, observed: Latent) => Latent
  readonly atZero: (mask: Latent, x: Latent, reference: Latent) => Latent
}

const sound: Pieces = {
  proxyLane: 'proxy',
  lanesOfSample: () => 'test',
  askedAt: ({ to }) => to,
  observed: (reference, { x, denoised }) => combine([1, reference], [1, x], [-1, denoised]),
  blend: (mask, x, observed) => maskedBlend(mask, x, [[1, observed]]),
  atZero: (mask, x, reference) => maskedBlend(mask, x, [[1, reference]]),
}

const posterior =
  (pieces: Partial<Pieces>): PosteriorSubject['posterior'] =>
  (reference, mask) => {
    const { proxyLane, lanesOfSample, askedAt, observed, blend, atZero } = { ...sound, ...pieces }
    const weigh: Stage<Denoised, Carry> = fallible(
      'weigh',
      (flow, env) => {
        const [proxy, first] = flow.past
        const amount = amountOf(env.at)
        if (proxy === undefined || first === undefined || amount === null) throw new Error('no proxy')
        return pipe(
          draw(env, lanesOfSample(env.at), flow.x.shape),
          E.map((eps) => {
            const x = combine([1, combine(...line(first, lower(env.at)))], [amount.scale, eps])
            return withX(flow, blend(mask, x, observed(reference, proxy)))
          }),
        )
      },
      { memory: 2, draws: (at) => [lanesOfSample(at)] },
    )
    return chain(
      denoise,
      mean,
      addNoise(proxyLane, amountOf),
      choose(
        toZero,
        stage('atZero', (carry: Carry) => withX(carry, atZero(mask, carry.x, reference))),
        chain(denoiseAt(askedAt), weigh),
      ),
    )
  }

/** The posterior as it should be. */
export const soundPosterior: PosteriorSubject = { name: 'mutant', posterior: posterior({}), free }

const lawsOf = (pieces: Partial<Pieces>) => posteriorLaws({ ...soundPosterior, posterior: posterior(pieces) })

/** Posteriors that are wrong in one thing. */
export const posteriorMutants: readonly Mutant[] = [
  {
    wrong: 'a posterior that weighs what is known without noise',
    laws: lawsOf({
      atZero: (mask, x, reference) =>
        build(x.shape, (out) => {
          // All have one shape.
          for (let i = 0; i < out.length; i++) {
            const precision = (1 - mask.data[i]!) / 1e-4
            out[i] = (precision * reference.data[i]! + x.data[i]!) / (precision + 1)
          }
        }),
    }),
    breaks: 'what is known is the reference, bit for bit, when the schedule ends at 0',
    says: /at element \d+, where .* is known/,
  },
  {
    wrong: 'a posterior that moves all of x by what the proxy tells',
    laws: lawsOf({
      blend: (mask, x, observed) => maskedBlend(mask, combine([0.999, x], [0.001, observed]), [[1, observed]]),
    }),
    breaks: 'where nothing is known it is the free sampler, bit for bit, whatever the second call answers',
    says: /nothing known, and the free sampler, frame \d+, x/,
  },
  {
    wrong: 'a posterior whose sample draws from the lane of the proxy',
    laws: lawsOf({ lanesOfSample: () => 'proxy', proxyLane: 'test' }),
    breaks: 'where nothing is known it is the free sampler, bit for bit, whatever the second call answers',
    says: /nothing known, and the free sampler, frame \d+, x/,
  },
  {
    wrong: 'what is known without the noise of its level',
    laws: lawsOf({ observed: (reference) => reference }),
    breaks: 'what is known is the reference with the noise that the second call tells, to rounding',
    says: /interval \d+ has .* at element \d+, and .* is told/,
  },
  {
    wrong: 'a second call at the level that was left',
    laws: lawsOf({ askedAt: ({ from }) => from }),
    breaks: 'what is known is the reference with the noise that the second call tells, to rounding',
    says: /the second call of interval \d+ is at sigma/,
  },
  {
    wrong: 'a proxy that is the sample itself',
    laws: lawsOf({ proxyLane: 'test' }),
    breaks: 'the second call is asked at what the free sampler gives, with a draw of its own',
    says: /asks the second call about x itself/,
  },
]
