import { type Audio, patchesOf, type Seam, seamOf } from '@sigmastream/audio'
import type { Latent } from '@sigmastream/core'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Change, changeOfLatents, changeOfSound, checkedChange } from './change.js'
import type { RenderError } from './errors.js'
import { fromExcerpt } from './excerpt.js'
import type { Job } from './job.js'
import { fromTurn } from './loop/turn.js'
import type { OpenModel } from './model.js'
import type { Recipe } from './recipe/recipe.js'
import { isLoop } from './recipe/tasks.js'
import { featherOf } from './regions.js'
import type { RunSummary } from './run-summary.js'
import { samplesOf } from './samples.js'
import { checkedLatents, checkedMade, checkedRegions, keepsOutside, placedRegions } from './sound-checks.js'
import { joinSplice, type LevelledSplice, levelSplice, type Splice } from './splice.js'

/**
 * What a run made, before an encoding has a say in its level: what is kept of a recording is not read yet, however long
 * it is.
 */
export interface Take {
  /** With nothing left open its recipe, which makes the same again; and what it worked on. */
  readonly job: Job
  /** The latents `[batch, channels, frames]`; of an excerpt, that. */
  readonly latent: Latent
  /** How they sound, where they were listened to. */
  readonly sound: Splice | null
  readonly summary: RunSummary
  /** What became of the clip; `null` where nothing was made over as a whole. */
  readonly change: Change | null
  /** How its end goes on into its beginning, where it is a loop that was listened to; else `null`. */
  readonly seam: Seam | null
}

/** A take whose sound is whole. */
export interface Result extends Omit<Take, 'sound'> {
  /**
   * How it sounds, where it was listened to: brought within full scale as integers hold it, unless the recipe asks for
   * floats. `gain` and `patchGain` as of `LevelledSplice`. `splice` is the sound before that, which is what is stored.
   */
  readonly sound:
    | ({ readonly audio: Audio; readonly splice: Splice } & Pick<LevelledSplice, 'gain' | 'patchGain'>)
    | null
}

/** The take with its sound in memory from end to end. Errors: as what is kept of the recording reads. */
export const wholeResult = ({ sound: splice, ...take }: Take): TE.TaskEither<RenderError, Result> =>
  splice === null
    ? TE.right({ ...take, sound: null })
    : pipe(
        levelSplice(splice, take.job.recipe.encoding ?? 'pcm16'),
        TE.flatMap(({ splice: within, gain, patchGain }) =>
          pipe(
            joinSplice(within),
            TE.map((audio): Result => ({ ...take, sound: { audio, gain, patchGain, splice } })),
          ),
        ),
      )

const endOfRun = 'after the last step'

/**
 * The sound of a run with everything outside the regions and their feather as the recording has it: see `patchesOf`.
 */
const spliceOf = (audio: Audio, job: Job): Splice => {
  const { recipe, piece, recording } = job
  if (!keepsOutside(job) || piece.original === null || recording === null)
    return { recording: samplesOf(audio), patches: [] }
  const patches = patchesOf(piece.original, audio, placedRegions(job), featherOf(recipe))
  return {
    recording,
    patches: piece.turn === undefined ? patches.map(fromExcerpt(piece.excerpt)) : patches.flatMap(fromTurn(piece.turn)),
  }
}

/** How the end of a loop goes on into its beginning; `null` of anything else. */
const seamIn = (sound: Splice, { recipe }: Job): TE.TaskEither<RenderError, Seam | null> =>
  isLoop(recipe) ? pipe(joinSplice(sound), TE.map(seamOf)) : TE.right(null)

/** Whether a clip is made over from end to end. */
const isWhole = (recipe: Recipe): boolean =>
  recipe.command === 'vary' ||
  recipe.command === 'restyle' ||
  (recipe.command === 'edit' && recipe.regions.length === 0)

/**
 * The take of a run that ended at `x`. Where a recording was inpainted, everything outside the regions and their
 * feather is the recording itself. It is listened to unless `heard` is false. A failure: what was made is not finite,
 * ran away, or is silent where what it is from is not.
 */
export const takeOf = (
  job: Job,
  { listen, reference }: OpenModel,
  x: Latent,
  summary: RunSummary,
  heard: boolean,
): TE.TaskEither<RenderError, Take> => {
  const take = { job, latent: x, summary }
  const isMadeOver = isWhole(job.recipe)
  if (listen === null || !heard)
    return pipe(
      checkedLatents(x, job, endOfRun),
      E.flatMap(() => checkedChange(isMadeOver ? changeOfLatents(reference, x) : null, job)),
      E.map((change) => ({ ...take, change, sound: null, seam: null })),
      TE.fromEither,
    )
  return pipe(
    listen(x),
    TE.flatMapEither((audio) => {
      const splice = spliceOf(audio, job)
      const { original } = job.piece
      const { sampleRate } = splice.recording
      const made =
        splice.patches.length === 0 ? [audio] : splice.patches.map(({ channels }) => ({ sampleRate, channels }))
      return pipe(
        checkedMade(made, job, endOfRun),
        E.flatMap(() => checkedRegions(audio, job, endOfRun)),
        E.flatMap(() => checkedChange(isMadeOver && original !== null ? changeOfSound(original, audio) : null, job)),
        E.map((change) => ({ ...take, change, sound: splice })),
      )
    }),
    TE.bind('seam', ({ sound }) => seamIn(sound, job)),
  )
}
