import { type Frame, messageOf } from '@sigmastream/core'
import {
  type Checkpoint,
  checkFork,
  checkMemory,
  heardFile,
  intervalsOf,
  type Job,
  type OpenModels,
  type Progress,
  previewEvery,
  progressFrom,
  type RenderError,
  RenderException,
  type RunSummary,
  renderFailed,
  renderJob,
  type Take,
} from '@sigmastream/pipeline'
import { makeFolder, replaceFile } from '@sigmastream/tensor-files'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { filesOf } from '../files/render-files.js'
import type { ResultFile } from '../wire/result-file.js'
import { announcementOf } from './announcement.js'
import type { Errands } from './errands.js'
import { keepFrame, startOf } from './frames.js'
import { prepareJob } from './prepare.js'
import type { Errand, News } from './protocol.js'
import { storeTake } from './store-take.js'

type RenderErrand = Extract<Errand, { readonly _tag: 'Render' }>
type StepData = Extract<News, { readonly _tag: 'Step' }>['data']

/** How far the estimate moved at the newest step; `null` where it did not. */
const movedAt = ({ moved }: RunSummary, before: RunSummary | null): number | null =>
  moved.length > (before?.moved.length ?? 0) ? (moved.at(-1)?.rms ?? null) : null

const stepData = ({ at }: Frame, index: number, { fraction, left }: Progress, rms: number | null): StepData => ({
  index,
  sigma: at.from,
  next: at.to,
  done: fraction,
  secondsLeft: left / 1000,
  rms,
})

/** Every how many steps of a job a preview is made where there are to be so many at most. */
const everyFor = ({ plan, sigmas }: Job, previews: number): number =>
  Math.ceil((intervalsOf(plan)?.length ?? sigmas.length) / Math.max(1, previews))

/** Runs a job: every frame is kept before it is told of, and the run waits where it is held. */
const runJob = async (
  job: Job,
  models: OpenModels,
  { folder, every, previews }: RenderErrand,
  from: Checkpoint | null,
  { tell, helm, signal, now }: Errands,
): Promise<E.Either<RenderError, Take>> => {
  const files = filesOf(folder)
  const after = progressFrom(job, now, from?.summary.done ?? 0)
  const places = new Map<number, number>()
  let summary: RunSummary | null = from?.summary ?? null
  let take: Take | null = null
  const writing: Promise<unknown>[] = []
  let keeping: Promise<unknown> = Promise.resolve()
  const events = renderJob(job, models, {
    heard: true,
    signal,
    previewEvery: previewEvery(job, previews === null ? undefined : everyFor(job, previews)),
    ...(from === null ? {} : { from }),
    keep: (frame, at) => {
      const moved = movedAt(at.summary, summary)
      summary = at.summary
      const index = summary.done - 1
      places.set(frame.at.index, index)
      const kept = pipe(
        keepFrame(files, every ?? previewEvery(job), frame, at),
        // told before it waits: what is held shows the step that it is held at
        TE.tapIO(() => () => tell({ _tag: 'Step', data: stepData(frame, index, after(frame), moved), at: index + 1 })),
        TE.tap(() => TE.fromTask(() => helm.ready(signal))),
      )
      return () => {
        const result = kept()
        keeping = result
        return result
      }
    },
  })
  try {
    await events.forEach((event) => {
      if (event._tag === 'Take') take = event.take
      if (event._tag === 'Preview') {
        const index = places.get(event.at.index) ?? event.at.index
        const written = pipe(
          TE.fromEither(event.audio),
          TE.flatMapEither((audio) => heardFile(audio, index)),
          TE.flatMap((bytes) => replaceFile(files.preview(index), bytes)),
        )
        // a preview that cannot be heard or written is none
        writing.push(written().then((result) => (E.isRight(result) ? tell({ _tag: 'Preview', index }) : undefined)))
      }
    })
  } catch (cause) {
    return E.left(cause instanceof RenderException ? cause.error : renderFailed(messageOf(cause), cause))
  } finally {
    // who stops it may remove the folder at once: nothing is written there any more
    await Promise.all([...writing, keeping])
  }
  return take === null ? E.left({ _tag: 'RenderStopped' }) : E.right(take)
}

/** Whether it ended so that the model may be why: what is refused or stopped says nothing of it. */
const isFailure = (result: E.Either<RenderError, unknown>): boolean =>
  E.isLeft(result) && result.left._tag === 'RenderFailed'

/**
 * Renders a recipe into the folder of a render, from its newest frame on where it was begun before. Frames and previews
 * are written as they are made, the result whole at the end. Errors: what was refused, what it failed at, `RenderStopped`.
 */
export const renderErrand =
  (errand: RenderErrand, errands: Errands): TE.TaskEither<RenderError, ResultFile> =>
  async () => {
    const { recipe, material, folder, from } = errand
    const { tell, signal } = errands
    const files = filesOf(folder)
    for (const made of [files.frames, files.previews]) await makeFolder(made)
    const start = await startOf(files.frames, from)
    const prepared = await prepareJob(recipe, material, start?.summary.done ?? 0, errands)()
    if (E.isLeft(prepared)) return prepared
    const { job, needs, open, close } = prepared.right
    let wentWell = false
    try {
      const fits = needs === null ? E.right(undefined) : checkMemory(needs, material.memory)
      if (E.isLeft(fits)) return fits
      const changes = from?.changes ?? null
      const forked =
        start === null || changes === null || start.summary.done !== from?.at
          ? E.right(undefined)
          : checkFork(job, start, changes)
      if (E.isLeft(forked)) return forked
      const announced = announcementOf(job)
      if (E.isLeft(announced)) return announced
      tell({ _tag: 'Prepared', whole: job.recipe, data: announced.right.prepared })
      const models = await open(signal)()
      wentWell = !isFailure(models)
      if (E.isLeft(models)) return models
      const take = await runJob(job, models.right, errand, start, errands).finally(models.right.close)
      wentWell = !isFailure(take)
      return E.isLeft(take) ? take : await storeTake(take.right, errand)()
    } finally {
      await close(wentWell)()
    }
  }
