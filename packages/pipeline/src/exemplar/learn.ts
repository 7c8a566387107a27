import { availableParallelism } from 'node:os'
import type { Audio } from '@sigmastream/audio'
import type { Latent } from '@sigmastream/core'
import {
  type Band,
  describeExemplarError,
  type Exemplar,
  type ExemplarError,
  exemplarModel,
} from '@sigmastream/model-exemplar'
import { either as E, type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { badRecipe, field, fromSampleError, type RenderError, renderFailed, showNumber, words } from '../errors.js'
import type { Conventions, OpenModel, Piece } from '../model.js'
import type { FramedTask } from '../plan.js'
import type { Recipe } from '../recipe/recipe.js'
import { evenLevels } from '../variation.js'

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

/**
 * What the model cannot learn from is refused; what its engine fails at is a failure. `frameRate` says what its frames
 * are.
 */
export const fromExemplarError =
  (frameRate: number | null = null) =>
  (error: ExemplarError): RenderError => {
    const message = describeExemplarError(error)
    if (error._tag !== 'Refused') return renderFailed(message)
    const rate = frameRate === null ? '' : `${showNumber(frameRate)} frames are a second; `
    return badRecipe(null, words`${message} (${rate}${field('exemplars')} takes other clips to learn from)`)
  }

/** Nothing but silence can be made of silence. */
export const silentLesson: RenderError = renderFailed(
  words`what there is to learn from is silent, so the result would be: nothing was run; ${field('exemplars')} takes clips with sound in them`,
)

/** What is learnt from, and for what. */
export interface Lesson {
  readonly recipe: Recipe
  readonly reference: Latent
  readonly exemplars: readonly Exemplar[]
  readonly windowFrames: number
  readonly framed: FramedTask
  readonly frameRate: number | null
  readonly bands?: readonly Band[]
  /** The sound that the reference is of, and how other latents sound; `null` where they cannot be heard. */
  readonly heard: { readonly original: Audio; readonly listen: (latent: Latent) => Audio } | null
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

/**
 * The embedded model of exemplars, ready to be loaded. Refused: nothing to learn from, gaps that are too long; a
 * failure: silence.
 */
export const learnPiece = (lesson: Lesson): E.Either<RenderError, LearntPiece> => {
  const { recipe, reference, exemplars, framed, frameRate, bands, heard } = lesson
  const windowFrames = Math.min(lesson.windowFrames, reference.shape[2])
  const surroundings =
    framed.gaps === null
      ? {}
      : { surroundings: { reference, gaps: framed.gaps, ...(bands === undefined ? {} : { bands }) } }
  if (exemplars.every(({ latent }) => latent.data.slice().every((value) => value === 0))) return E.left(silentLesson)
  const cores = availableParallelism() // more threads than there are only wait for each other
  return pipe(
    exemplarModel({ exemplars, windowFrames, ...surroundings }),
    E.bimap(fromExemplarError(frameRate), ({ sigmaRange: { min, max }, open }) => ({
      piece: {
        recipe,
        shape: reference.shape,
        frameRate,
        task: framed.task,
        conventions: { ...conventions, sigmaMin: min, sigmaMax: max },
        startScale: 1,
        levelOf: evenLevels(smallestPart * max, max),
        original: heard?.original ?? null,
        sound:
          heard === null ? null : { sampleRate: heard.original.sampleRate, channels: heard.original.channels.length },
        remarks: [],
        remedies: words`${field('sigmaMax')} or ${field('exemplars')}`,
        needs: null,
        errorOf: fromSampleError,
      },
      open: pipe(
        open(Math.min(recipe.threads ?? cores, cores)),
        TE.bimap(fromExemplarError(frameRate), ({ denoiser, close }) => ({
          denoiser,
          close,
          reference,
          listen: heard === null ? null : (latent: Latent) => TE.right(heard.listen(latent)),
        })),
      ),
    })),
  )
}
