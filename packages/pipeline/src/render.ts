import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { concatMap, Observable } from 'rxjs'
import { orThrow, type RenderError } from './errors.js'
import type { Job, Jobs } from './job.js'
import { checkMemory } from './memory-check.js'
import type { Model, OpenModels } from './model.js'
import { type PrepareOptions, prepare } from './prepare.js'
import { fromFault } from './recipe/fault.js'
import { decodeRecipe, type Recipe } from './recipe/recipe.js'
import {
  asException,
  type FrameEvent,
  type JobEvent,
  type PreviewEvent,
  type RunOptions,
  renderJob,
} from './render-job.js'
import { type Result, wholeResult } from './result.js'
import { type RoundEvent, type SearchJobEvent, type StepEvent, searchJob } from './search/search-job.js'
import { checkSearch, type SearchRequest } from './search/search-request.js'
import type { Material } from './sound-file-clip.js'
import { unlessStopped } from './stop.js'

/** Everything was checked: what will be done, before the model is loaded. */
export interface Prepared {
  readonly _tag: 'Prepared'
  readonly job: Job
}

/** It is done. */
export interface Rendered {
  readonly _tag: 'Rendered'
  readonly job: Job
  readonly result: Result
}

/**
 * What happens while a recipe is rendered, in this order: prepared, a frame for each step, with previews between them where
 * they are asked for (of a search, the steps and rounds of all takes), rendered.
 */
export type RenderEvent = Prepared | FrameEvent | PreviewEvent | StepEvent | RoundEvent | Rendered

/** An event whose result is whole. */
const withWhole = async (event: JobEvent | SearchJobEvent): Promise<Exclude<RenderEvent, Prepared>> =>
  event._tag === 'Take' ? { _tag: 'Rendered', job: event.job, result: orThrow(await wholeResult(event.take)()) } : event

/** What a recipe is rendered with. `clip` is what it works on; its task says whether it works on one. */
export interface RenderWith extends Omit<RunOptions, 'signal'> {
  readonly model: Model
  readonly clip?: Material | null
  /** The seed where the recipe says none; chosen at random unless it is given. */
  readonly seed?: number
  /**
   * Bytes of memory that it may take: what needs more is refused before the model is loaded. All unless it is given.
   */
  readonly availableMemory?: number
  /** Makes several takes in the place of one, and gives the best; without `keep`, which is of one run. */
  readonly search?: SearchRequest
}

const eventsOf = (
  job: Job,
  models: OpenModels,
  search: SearchRequest | undefined,
  options: RunOptions,
): Observable<JobEvent | SearchJobEvent> =>
  search === undefined ? renderJob(job, models, options) : searchJob(job, models.of(job.place), search, options)

/** Programs without types give anything: here it is decoded, once. */
const prepareOne = (
  recipe: Recipe,
  { model, clip = null }: Pick<RenderWith, 'model' | 'clip'>,
  options: PrepareOptions,
): TE.TaskEither<RenderError, Jobs> =>
  pipe(
    decodeRecipe(recipe),
    E.mapLeft(fromFault),
    TE.fromEither,
    TE.flatMap((decoded) => prepare(model, [{ recipe: decoded, clip }], options)),
  )

/**
 * Renders a recipe: `Prepared` when everything is checked and before the model is loaded, a `Frame` for each step, then
 * `Rendered`; item after item where the recipe is of a whole batch. Cold; unsubscribing and the signal both end it
 * within one model call, and the model is closed. Errors with `RenderException`.
 */
export const render = (recipe: Recipe, options: RenderWith, signal?: AbortSignal): Observable<RenderEvent> =>
  new Observable((subscriber) => {
    const { model, clip, seed, availableMemory = Infinity, search, ...rest } = options
    const abort = new AbortController()
    const stop = (): void => abort.abort(signal?.reason)
    if (signal?.aborted === true) stop()
    signal?.addEventListener('abort', stop, { once: true })
    const run = async (): Promise<void> => {
      const settings = { signal: abort.signal, availableMemory, ...(seed === undefined ? {} : { seed }) }
      const jobs = orThrow(await prepareOne(recipe, { model, clip: clip ?? null }, settings)())
      for (const { piece } of jobs.each)
        if (piece.needs !== null) orThrow(checkMemory(piece.needs(rest.heard ?? true), availableMemory))
      if (search !== undefined) for (const job of jobs.each) orThrow(checkSearch(job, search))
      for (const job of jobs.each) subscriber.next({ _tag: 'Prepared', job })
      orThrow(await unlessStopped(abort.signal)())
      const models = orThrow(await jobs.open(abort.signal)())
      try {
        for (const job of jobs.each)
          await eventsOf(job, models, search, { ...rest, signal: abort.signal })
            .pipe(concatMap(withWhole))
            .forEach((event) => subscriber.next(event))
      } finally {
        await models.close()
      }
    }
    run().then(
      () => subscriber.complete(),
      (cause: unknown) => subscriber.error(asException(null, cause)),
    )
    return () => {
      signal?.removeEventListener('abort', stop)
      abort.abort()
    }
  })

/** What a recipe would do, without doing it: its job, or the first of its batch. Errors as `prepare`. */
export const planOf = (
  recipe: Recipe,
  { seed, ...others }: Pick<RenderWith, 'model' | 'clip' | 'seed'>,
): TE.TaskEither<RenderError, Job> =>
  pipe(
    prepareOne(recipe, others, seed === undefined ? {} : { seed }),
    TE.map(({ each: [first] }) => first),
  )
