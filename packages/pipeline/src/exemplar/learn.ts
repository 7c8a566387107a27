import { availableParallelism } from 'node:os'
import type { Latent } from '@sigmastream/core'
import { exemplarModel, type Surroundings } from '@sigmastream/model-exemplar'
import { either as E, type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { RenderError } from '../errors.js'
import type { OpenModel, Piece } from '../model.js'
import { featherOf } from '../regions.js'
import { fromExemplarError, lengthOf, silentLesson } from './exemplar-error.js'
import type { Lesson } from './lesson.js'
import { mostLearnt } from './needs.js'
import { pieceOf } from './piece-of.js'

/** The model of one piece, loaded; `close` ends its threads. */
export interface ClosableModel extends OpenModel {
  readonly close: T.Task<void>
}

/** A piece of the embedded model, and what opens it. */
export interface LearntPiece {
  readonly piece: Piece
  readonly open: TE.TaskEither<RenderError, ClosableModel>
}

/** What is said where the patches that were asked for are longer than anything to learn from. */
const windowRemarks = (
  { recipe, frameRate }: Pick<Lesson, 'recipe' | 'frameRate'>,
  asked: number,
  used: number,
): readonly string[] =>
  (recipe.windowLength ?? null) === null || asked <= used
    ? []
    : [
        `patches of ${lengthOf(used, frameRate)}, the longest that there are to learn from: ${recipe.windowLength} s were asked for`,
      ]

/** How an extension is aligned: in steps, since it may be longer than what is learnt, to as much as is to be heard. */
const stepsFor = ({ recipe, frameRate }: Lesson): Pick<Surroundings, 'inSteps' | 'reach'> => {
  const { command, overlap } = recipe
  if (command !== 'extend') return {}
  return overlap === undefined || frameRate === null
    ? { inSteps: true }
    : { inSteps: true, reach: Math.max(1, Math.round(overlap * frameRate)) }
}

/**
 * The embedded model of exemplars, ready to be loaded. Refused: nothing to learn from, gaps that are too long; a
 * failure: silence. Only with gaps is the reference made before it is loaded: what surrounds them is a part of the
 * model.
 */
export const learnPiece = (lesson: Lesson): E.Either<RenderError, LearntPiece> => {
  const { recipe, shape, exemplars, framed, frameRate, bands, expectation, heard, reference: makeReference } = lesson
  const { gaps } = framed
  if (exemplars.every(({ latent }) => latent.data.slice().every((value) => value === 0))) return E.left(silentLesson)
  const known: E.Either<RenderError, Latent | null> = gaps === null ? E.right(null) : makeReference()
  if (E.isLeft(known)) return known
  const model = exemplarModel({
    exemplars,
    windowFrames: Math.min(lesson.windowFrames, shape[2]),
    ...(known.right === null || gaps === null
      ? {}
      : {
          surroundings: {
            reference: known.right,
            gaps,
            ...(bands === undefined ? {} : { bands }),
            ...(expectation === undefined ? {} : { expectation }),
            ...stepsFor(lesson),
          },
        }),
  })
  const found = exemplars.reduce((sum, { latent }) => sum + latent.data.length, 0)
  const learnt = heard?.excerpt === undefined ? found : Math.max(found, mostLearnt(exemplars.length) * shape[1])
  const cores = availableParallelism() // more threads than there are only wait for each other
  // What is captured from here on lives as long as the run: not the lesson, whose exemplars are in the model.
  const part = { recipe, shape, framed, frameRate, heard }
  return pipe(
    model,
    E.bimap(fromExemplarError(frameRate, featherOf(recipe)), ({ sigmaRange, windowFrames: used, open }) => ({
      piece: {
        ...pieceOf(part, learnt, sigmaRange),
        remarks: [...(lesson.remarks ?? []), ...windowRemarks(part, lesson.windowFrames, used)],
      },
      open: pipe(
        TE.Do,
        TE.bind('reference', () => TE.fromEither(known.right === null ? makeReference() : E.right(known.right))),
        TE.bind('model', () =>
          pipe(
            // of a long recording, whose memory is to be that of a short one
            open(Math.min(recipe.threads ?? cores, cores), heard?.excerpt !== undefined),
            TE.mapLeft(fromExemplarError(frameRate)),
          ),
        ),
        TE.map(({ reference, model: { denoiser, close } }) => ({
          denoiser,
          close,
          reference,
          // On this thread, also for previews: they are decoded while the engine's threads compute the next call, which takes
          // several times as long (npm run bench:previews), so a thread of their own would shorten no run.
          listen: heard === null ? null : (latent: Latent) => TE.right(heard.listen(latent)),
        })),
      ),
    })),
  )
}
