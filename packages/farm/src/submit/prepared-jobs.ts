import {
  badRecipe,
  type Clip,
  closeMaterial,
  type Model,
  outputFormat,
  type Job as PreparedJob,
  prepare,
  type Recipe,
  type RenderError,
  storable,
} from '@sigmastream/pipeline'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { asJob, type Desk, embeddedModel, type NamedJob } from './desk.js'
import { findSound, type WantedSound } from './find-sound.js'
import { openHeard, readHeard } from './heard-clip.js'
import type { NamedRecipe } from './named-recipe.js'

/** `one.wav` of a recipe with one result, `one-1.wav`, `one-2.wav` and so on of several. */
const numberedName = (name: string, i: number, of: number): string =>
  of === 1 ? name : name.replace(/(?=\.[^.]*$)/, `-${i + 1}`)

/** How the sound of a job is stored, in words that its recipe has. Refused: what is no sound, or cannot be stored so. */
const withEncoding = ({ recipe, piece, ...others }: PreparedJob, name: string): E.Either<RenderError, Recipe> => {
  if (piece.sound === null)
    return E.left(badRecipe('clip', ['a farm makes sound, and these latents cannot be heard'], ['give sound']))
  const of = storable({ recipe, piece, ...others })
  const encoding = recipe.encoding ?? undefined
  const noSound = badRecipe('output', [`${name} is no sound`], ['give a name that ends in .wav or .flac'])
  return pipe(
    outputFormat(name, encoding, true, of),
    E.filterOrElse(
      ({ _tag }) => _tag === 'Sound',
      (): RenderError => noSound,
    ),
    // in the store it is a WAV file, whatever it is fetched as
    E.flatMap(() => outputFormat('result.wav', encoding, true, of)),
    E.flatMap((format) =>
      format._tag === 'Sound' ? E.right({ ...recipe, encoding: format.encoding }) : E.left(noSound),
    ),
  )
}

/** The sounds that a recipe learns from, in its order. */
const learntSounds = ({ exemplars = [], exemplarHashes = [] }: Recipe): readonly WantedSound[] =>
  Array.from({ length: Math.max(exemplars.length, exemplarHashes.length) }, (_, i) => ({
    field: 'exemplars',
    hash: exemplarHashes[i],
    name: exemplars[i],
  }))

/** Checks a recipe on what it works on, with what its model leaves open filled in: a job for each of its results. */
export const preparedJobs = (
  { recipe, name }: NamedRecipe,
  model: (clips: readonly Clip[]) => Model,
  desk: Desk,
): TE.TaskEither<RenderError, readonly NamedJob[]> =>
  pipe(
    TE.Do,
    TE.bind('learnt', () =>
      pipe(
        learntSounds(recipe),
        TE.traverseSeqArray((wanted) => findSound(desk.sounds, wanted)),
      ),
    ),
    TE.bind('clips', ({ learnt }) => TE.traverseSeqArray(readHeard)(learnt)),
    TE.bind('input', () =>
      recipe.command === 'generate'
        ? TE.right(null)
        : findSound(desk.sounds, { field: 'input', hash: recipe.inputHash, name: recipe.input }),
    ),
    TE.bind('clip', ({ input }) => (input === null ? TE.right(null) : openHeard(input))),
    TE.flatMap(({ learnt, clips, input, clip }) => {
      const { seed, signal, availableMemory } = desk
      const prepared = pipe(
        prepare(model(clips), [{ recipe, clip }], { seed, signal, availableMemory }),
        TE.flatMapEither(({ each }) =>
          pipe(
            each,
            E.traverseArray((job: PreparedJob) =>
              pipe(
                withEncoding(job, name),
                E.map((whole) => ({ whole, peak: job.piece.needs?.(true).peak ?? null })),
              ),
            ),
          ),
        ),
      )
      return pipe(
        () => prepared().finally(closeMaterial(clip)),
        TE.map((all) =>
          all.map(
            ({ whole, peak }, i): NamedJob => ({
              job: asJob(whole, whole.model ?? embeddedModel, peak, desk),
              name: numberedName(name, i, all.length),
              files: [...(input === null ? [] : [input.path]), ...learnt.map(({ path }) => path)],
            }),
          ),
        ),
      )
    }),
  )
