import { either as E } from 'fp-ts'
import { Observable } from 'rxjs'
import type { Denoiser } from '../denoiser.js'
import { type SampleError, SamplingError } from '../errors.js'
import type { Latent } from '../latent.js'
import type { Lineage } from '../noise/fork-noise.js'
import type { NoiseSource } from '../noise/source.js'
import { walk } from '../run/drive.js'
import type { Frame } from '../run/frame.js'
import { type Plan, type PlanLike, planIn } from '../run/plan.js'
import { type Round, roundsOf, type SearchSize } from '../run/search-rounds.js'
import { firstTakes, forksOf, type OpenTake, partOf, rankTakes, type ScoredTake } from '../run/search-takes.js'

/** What is searched with, and what it goes by. */
export interface SearchOptions extends SearchSize {
  readonly denoiser: Denoiser
  /** The noise of a take, such as `forkNoise(lineage, ({ seed }) => keyed(seed))`. */
  readonly noise: (lineage: Lineage) => NoiseSource
  /** The seed of the first take: the others, and then the forks, have the ones above it. 0 unless it is said. */
  readonly seed?: number
  /**
   * How good a take is, the larger the better: at a checkpoint by the estimate `[batch, channels, frames]` of what it will
   * be, at the end by what it is. It is an observer, and changes nothing. What it rejects with ends the search, as NaN does.
   */
  readonly verifier: (estimate: Latent, frame: Frame) => Promise<number>
}

/** A take has done a step: the `done`th of the `of` steps that all takes have. */
export interface SearchStep {
  readonly _tag: 'Step'
  readonly lineage: Lineage
  readonly frame: Frame
  readonly done: number
  readonly of: number
}

/**
 * All takes are at a checkpoint, or, the `last` time, at the end: the best is the first. `calls` is how often the model was
 * asked until then.
 */
export interface SearchRound {
  readonly _tag: 'Round'
  readonly ranking: readonly ScoredTake[]
  readonly calls: number
  readonly last: boolean
}

/** What happens in a search: the steps of each take, then their round, and so on to the last. */
export type SearchEvent = SearchStep | SearchRound

/** A model that tells of each call. */
const countedBy = (denoiser: Denoiser, tell: () => void): Denoiser => {
  const counted: Denoiser = (...question) => {
    tell()
    return denoiser(...question)
  }
  return denoiser.refusal === undefined ? counted : Object.assign(counted, { refusal: denoiser.refusal })
}

/** The score itself. Throws where it is no number. */
const mustScore = (score: number, { at }: Frame): number => {
  if (Number.isNaN(score))
    throw new TypeError(`step ${at.index}: the verifier gave NaN; give a number, the larger the better`)
  return score
}

/** The one loop of a search: it works only when asked, and returns what ended it. */
async function* walkSearch(
  plan: Plan,
  rounds: readonly Round[],
  { keep, seed = 0, noise, denoiser, verifier }: SearchOptions,
  signal: AbortSignal,
): AsyncGenerator<SearchEvent, E.Either<SampleError, void>, undefined> {
  const of = rounds.reduce((sum, { takes, intervals }) => sum + takes * intervals.length, 0)
  let [calls, done, unused] = [0, 0, seed]
  const counted = countedBy(denoiser, () => (calls += 1))
  let kept: readonly ScoredTake[] = []
  for (const round of rounds) {
    const last = round === rounds.at(-1)
    const takes: readonly OpenTake[] = kept.length === 0 ? firstTakes(round, seed) : forksOf(kept, round, unused)
    unused += takes.length - kept.length
    const scored: ScoredTake[] = []
    for (const take of takes) {
      const { lineage } = take
      const running = walk(partOf(plan, take, round), { denoiser: counted, noise: noise(lineage) }, signal)
      let { frame } = take
      for (;;) {
        const { done: isOver, value } = await running.next()
        if (isOver === true && E.isLeft(value)) return value
        if (isOver === true) break
        frame = value
        done += 1
        yield { _tag: 'Step', lineage, frame, done, of }
      }
      if (frame === null) continue // a round has a step, so there is a frame
      const { x, past } = frame.carry
      const score = await verifier(last ? x : (past[0]?.denoised ?? x), frame)
      scored.push({ lineage, score: mustScore(score, frame), frame })
    }
    const ranking = rankTakes(scored)
    kept = ranking.slice(0, keep)
    yield { _tag: 'Round', ranking, calls, last }
  }
  return E.right(undefined)
}

/**
 * Runs takes of one plan as a tree, and finds the best: all go to the first checkpoint, the best `keep` go on from there,
 * forked with seeds of their own to be `takes` again, and so on to the end.
 *
 * ```text
 * takes: 4, keep: 2, at: [0.5]      seed 0 ---- 0.3          score at the checkpoint
 *                                   seed 1 ---- 0.9 ---- seed 1, and a fork of it: seed 1, from there on seed 4
 *                                   seed 2 ---- 0.5 ---- seed 2, and a fork of it: seed 2, from there on seed 5
 *                                   seed 3 ---- 0.1
 * ```
 *
 * Where the steps behind a checkpoint draw no noise a fork would be the same again: what was kept goes on, and costs less.
 * Without a checkpoint it is the best of `takes`. A take is known by its lineage: with `forkNoise` of it a plain run makes
 * the same again. Takes run one after the other; cold, and unsubscribing aborts the call that is under way. Errors with
 * `SamplingError`, what `roundsOf` refuses among them, and with what the verifier rejects with.
 * Laws: what is found is the run of its lineage, bit for bit; without a checkpoint it is the best of so many runs; where the
 * verifier likes all alike, it is the run of the first seed; no take goes on that is worse than one that does not.
 * Source: best-of-N and evolutionary search over the noise of a sampler, Ma et al. 2025, "Inference-time scaling for diffusion
 * models beyond scaling denoising steps", section 3; particles that are resampled on the way, Singhal et al. 2025,
 * "A general framework for inference-time scaling and steering of diffusion models".
 *
 * @example
 * ```ts
 * import { plan } from '@sigmastream/core'
 * import { gaussianDenoiser } from '@sigmastream/core/analytic'
 * import { forkNoise, keyed } from '@sigmastream/core/noise'
 * import { search } from '@sigmastream/core/stream'
 * import { eulerAncestral } from '@sigmastream/samplers'
 * import { lastValueFrom } from 'rxjs'
 *
 * const takes = search(plan({ step: eulerAncestral(), schedule: [8, 4, 2, 1, 0], shape: [1, 1, 4] }), {
 *   denoiser: gaussianDenoiser(0, 1),
 *   noise: (lineage) => forkNoise(lineage, ({ seed }) => keyed(seed)),
 *   verifier: async ({ data }) => Math.max(...data),
 *   takes: 4,
 *   keep: 2,
 *   at: [0.5],
 * })
 * const end = await lastValueFrom(takes)
 * console.log(end._tag === 'Round' && end.last, end._tag === 'Round' && end.calls) // true 16
 * ```
 */
export const search = (given: PlanLike, options: SearchOptions): Observable<SearchEvent> =>
  new Observable((subscriber) => {
    const abort = new AbortController()
    const push = async (): Promise<void> => {
      const planned = planIn(given)
      if (E.isLeft(planned)) return subscriber.error(new SamplingError(planned.left))
      const rounds = roundsOf(planned.right, options)
      if (E.isLeft(rounds)) return subscriber.error(new SamplingError(rounds.left))
      const running = walkSearch(planned.right, rounds.right, options, abort.signal)
      for (;;) {
        const { done, value } = await running.next()
        if (subscriber.closed) return
        if (done === true)
          return E.isLeft(value) ? subscriber.error(new SamplingError(value.left)) : subscriber.complete()
        subscriber.next(value)
      }
    }
    push().catch((cause: unknown) => subscriber.error(cause))
    return () => abort.abort()
  })
