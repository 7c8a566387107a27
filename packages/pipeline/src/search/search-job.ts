import { drawsOf, type Latent } from '@sigmastream/core'
import type { Lineage, NoiseSource } from '@sigmastream/core/noise'
import { type SearchEvent, type SearchRound, search } from '@sigmastream/core/stream'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  fromEvent,
  ignoreElements,
  NEVER,
  type Observable,
  of,
  takeUntil,
  throwError,
} from 'rxjs'
import { orThrow, RenderException, renderFailed } from '../errors.js'
import type { Job, WholeRecipe } from '../job.js'
import type { OpenModel } from '../model.js'
import { noiseOf } from '../noise.js'
import { taskPlan } from '../plan.js'
import { forksText } from '../recipe/forks.js'
import { asException, type RunOptions, type TakeEvent } from '../render-job.js'
import { takeOf } from '../result.js'
import { unlessStopped } from '../stop.js'
import { heardTake } from './heard-take.js'
import { checkSearch, type SearchRequest } from './search-request.js'
import { summaries } from './summaries.js'

/** A take has done a step: `done` of the `of` steps that all takes have. */
export interface StepEvent {
  readonly _tag: 'Step'
  readonly done: number
  readonly of: number
}

/** A take as a recipe has it: its seed, and where it goes on with others. */
export interface RankedTake extends Pick<WholeRecipe, 'seed' | 'forks'> {
  readonly score: number
}

/**
 * All takes are at a checkpoint, after `step` steps, or, the last time, at the end: the best first. `calls` is how often the
 * model was asked until then, and `bestOfCalls` how often it would be if each of the takes were run to its end.
 */
export interface RoundEvent {
  readonly _tag: 'Round'
  readonly step: number
  readonly kept: number
  readonly ranking: readonly RankedTake[]
  readonly calls: number
  readonly bestOfCalls: number
}

/** What happens in a search: steps and rounds, and at the end the best take. */
export type SearchJobEvent = StepEvent | RoundEvent | TakeEvent

/** A lineage as fields of a recipe. */
const fieldsOf = ([first, ...forks]: Lineage): Pick<WholeRecipe, 'seed' | 'forks'> => ({
  seed: first.seed,
  ...(forks.length === 0 ? {} : { forks: forksText(forks) }),
})

/** The noise of a take: what its recipe would draw. */
const noiseIn = ({ recipe, plan, piece }: Job) => {
  const draws = drawsOf(plan)
  return (lineage: Lineage): NoiseSource => orThrow(noiseOf({ ...recipe, ...fieldsOf(lineage) }, draws, piece.shape))
}

/** The job of a take alone: its recipe makes the same again, without a search. */
const jobOf = (job: Job, lineage: Lineage): Job => {
  const { forks: _, ...recipe } = job.recipe
  return { ...job, recipe: { ...recipe, ...fieldsOf(lineage) }, noise: noiseIn(job)(lineage) }
}

/**
 * Searches the best of several takes of a job on the model that was opened for it: steps and rounds, then its `Take`, whose
 * recipe makes the same again without a search. Every take is decoded at each checkpoint, and heard by the verifier. Cold.
 * Errors with `RenderException`: what `checkSearch` refuses, a failure with its step, `RenderStopped`.
 */
export const searchJob = (
  job: Job,
  model: OpenModel,
  request: SearchRequest,
  { heard = true, signal }: Pick<RunOptions, 'heard' | 'signal'> = {},
): Observable<SearchJobEvent> =>
  defer(() => {
    const { errorOf } = job.piece
    const { verifier, like, rounds, bestOfCalls } = orThrow(checkSearch(job, request))
    const plan = orThrow(pipe(taskPlan(job.parts, model.reference), E.mapLeft(errorOf)))
    const { listen } = model
    const hear = async (estimate: Latent): Promise<number> => {
      if (listen === null) throw new RenderException(renderFailed('the takes cannot be heard'))
      return verifier(heardTake(job, orThrow(await listen(estimate)()), like))
    }
    const soFar = summaries()
    const ends = rounds.map((_, i) => rounds.slice(0, i + 1).reduce((sum, { intervals }) => sum + intervals.length, 0))
    let place = 0
    const roundOf = ({ ranking, calls, last }: SearchRound): RoundEvent => {
      const kept = last ? 1 : request.keep
      soFar.keep(ranking.slice(0, kept).map(({ lineage }) => lineage))
      place += 1
      const takes = ranking.map(({ lineage, score }) => ({ ...fieldsOf(lineage), score }))
      return { _tag: 'Round', step: ends[place - 1]!, kept, ranking: takes, calls, bestOfCalls } // one end for each round
    }
    const takeIn = ({ ranking: [best] }: SearchRound): Observable<TakeEvent> =>
      defer(async (): Promise<TakeEvent> => {
        if (best === undefined) throw new RenderException(renderFailed('the search has no take'))
        const { lineage, frame } = best
        const found = jobOf(job, lineage)
        const take = orThrow(await takeOf(found, model, frame.carry.x, soFar.of(lineage), heard)())
        return { _tag: 'Take', job: found, take }
      })
    const eventsOf = (event: SearchEvent): Observable<SearchJobEvent> => {
      if (event._tag === 'Round') return concat(of(roundOf(event)), event.last ? takeIn(event) : EMPTY)
      soFar.add(event.lineage, event.frame)
      return of({ _tag: 'Step', done: event.done, of: event.of })
    }
    const { takes, keep, at } = request
    const going = defer(async () => orThrow(await unlessStopped(signal)())).pipe(ignoreElements())
    const events = search(plan, {
      takes,
      keep,
      at,
      seed: job.recipe.seed,
      denoiser: model.denoiser,
      noise: noiseIn(job),
      verifier: hear,
    }).pipe(takeUntil(signal === undefined ? NEVER : fromEvent(signal, 'abort')), concatMap(eventsOf))
    return concat(going, events, going)
  }).pipe(catchError((cause: unknown) => throwError(() => asException(job, cause))))
