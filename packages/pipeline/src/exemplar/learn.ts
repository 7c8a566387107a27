import { availableParallelism } from 'node:os'
import type { Audio } from '@sigmastream/audio'
import type { Latent, Shape } from '@sigmastream/core'
import {
  type Band,
  type Exemplar,
  type Expectation,
  exemplarModel,
  type Surroundings,
} from '@sigmastream/model-exemplar'
import { either as E, type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { RenderError } from '../errors.js'
import type { Excerpt } from '../excerpt.js'
import type { FramedTask } from '../framed-task.js'
import { fromSampleError } from '../from-sample-error.js'
import type { Conventions, OpenModel, Piece } from '../model.js'
import type { Recipe } from '../recipe/recipe.js'
import { featherOf } from '../regions.js'
import { evenLevels } from '../variation.js'
import { field, words } from '../words.js'
import { fromExemplarError, lengthOf, silentLesson } from './exemplar-error.js'
import { mostLearnt, needsOf } from './needs.js'

/** How the embedded model is sampled where nobody says otherwise; its levels are those of what it learns. */
export const conventions: Omit<Conventions, 'sigmaMin' | 'sigmaMax'> = {
  sampler: 'euler',
  schedule: 'polyexponential',
  steps: 40,
}

/**
 * Below this part of the level at which a whole window drowns every clip came back as it was, above it parts of it are
 * others (`npm run bench:musicians -- vary`).
 */
const smallestPart = 0.2

/** Sound that is worked on, the excerpt of a recording that it may be, and how other latents sound. */
export interface HeardSound {
  readonly original: Audio
  readonly excerpt?: Excerpt | undefined
  readonly listen: (latent: Latent) => Audio
}

/** What is learnt from, and for what. */
export interface Lesson {
  readonly recipe: Recipe
  /** `[batch, channels, frames]` of the reference. */
  readonly shape: Shape
  /** Makes the reference, which takes as much memory as the clip is long. */
  readonly reference: () => E.Either<RenderError, Latent>
  readonly exemplars: readonly Exemplar[]
  readonly windowFrames: number
  readonly framed: FramedTask
  readonly frameRate: number | null
  readonly bands?: readonly Band[]
  /** What is said of what is learnt. */
  readonly remarks?: readonly string[]
  /** What is expected in the gaps whatever is learnt. */
  readonly expectation?: () => Expectation
  /** The sound that the reference is of, and how other latents sound; `null` where they cannot be heard. */
  readonly heard: HeardSound | null
}

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

/** What a piece is but for its levels. */
export const pieceOf = (
  { recipe, shape, framed, frameRate, heard }: Pick<Lesson, 'recipe' | 'shape' | 'framed' | 'frameRate' | 'heard'>,
  learnt: number,
  { min, max }: { readonly min: number; readonly max: number },
): Piece => ({
  recipe,
  shape,
  frameRate,
  task: framed.task,
  conventions: { ...conventions, sigmaMin: min, sigmaMax: max },
  startScale: 1,
  levelOf: evenLevels(smallestPart * max, max),
  original: heard?.original ?? null,
  ...(heard?.excerpt === undefined ? {} : { excerpt: heard.excerpt }),
  sound: heard === null ? null : { sampleRate: heard.original.sampleRate, channels: heard.original.channels.length },
  remarks: [],
  remedies: words`${field('sigmaMax')} or ${field('exemplars')}`,
  needs: () => needsOf(recipe, shape, learnt),
  errorOf: fromSampleError,
})

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
