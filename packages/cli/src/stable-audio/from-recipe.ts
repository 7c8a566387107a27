import { either as E, type taskEither as TE } from 'fp-ts'
import { type CliError, usage } from '../errors.js'
import type { Io } from '../io.js'
import type { AskedDevice } from '../options/device.js'
import type { RunOptions } from '../options/run-options.js'
import { intervalCount } from '../run/interval-count.js'
import type { Request } from '../run/request.js'
import type { Source } from '../run/subject.js'
import { isTensorName } from '../tensor-output.js'
import type { Recipe } from './recipe.js'
import { clipSource, newSource } from './source.js'
import type { Asked } from './subject.js'
import { toldOf } from './told.js'

/** What a recipe does not say: where things are now. */
export interface Again {
  readonly model: string
  readonly output: string
  readonly force: boolean
  readonly input?: string
  /** Instead of the recipe's. */
  readonly device?: AskedDevice
}

/** What was asked for. */
export const requestOf = (recipe: Recipe): Request => {
  switch (recipe.command) {
    case 'generate':
      return { _tag: 'Generate' }
    case 'inpaint': {
      const { regions, feather, paintStart: start, paintEnd: end } = recipe
      const window = { ...(start === null ? {} : { start }), ...(end === null ? {} : { end }) }
      return { _tag: 'Inpaint', regions, feather, paint: start === null && end === null ? null : window }
    }
    case 'restyle':
      return { _tag: 'Restyle', strength: recipe.strength }
    case 'vary':
      return { _tag: 'Vary', noiseLevel: recipe.noiseLevel }
  }
}

/** How it was sampled; what is written is said by `again`. */
export const optionsOf = (recipe: Recipe, { output, force }: Again): RunOptions => {
  const { sampler, schedule, steps, noise, seed, threads, encoding, cudaThreads, reuse, sigmaMin, sigmaMax, command } =
    recipe
  return {
    sampler,
    schedule,
    steps,
    noise,
    seed,
    threads,
    force,
    output,
    fromAudio: [],
    ...(encoding === null || isTensorName(output) ? {} : { encoding }),
    ...(cudaThreads === undefined ? {} : { cudaThreads }),
    ...(reuse === undefined ? {} : { reuse }),
    ...(sigmaMin === null ? {} : { sigmaMin }),
    // The highest level of a variation is its noise level.
    ...(sigmaMax === null || command === 'vary' ? {} : { sigmaMax }),
  }
}

/** A recipe says its levels, but for a schedule that has its own and asks for none. */
const askedOf = (recipe: Recipe, { model: folder, device = recipe.device ?? 'cpu' }: Again): Asked => ({
  folder,
  device,
  told: toldOf({ precision: 'fp32', ...recipe }),
  expected: recipe.model,
  defaults: { sigmaMin: recipe.sigmaMin ?? 1, sigmaMax: recipe.sigmaMax ?? 1 },
})

/** The model and the clip, both of which must be those of the recipe. A usage error: a clip too many, or none. */
export const sourceOf = (
  recipe: Recipe,
  again: Again,
  request: Request,
  io: Io,
): E.Either<CliError, TE.TaskEither<CliError, Source>> => {
  const asked = askedOf(recipe, again)
  if (recipe.command === 'generate' || request._tag === 'Generate')
    return again.input === undefined
      ? E.right(newSource(asked, io))
      : E.left(usage('--input: the recipe has none: leave it out'))
  const { input, inputHash: hash, steps, tensor } = recipe
  return again.input === undefined
    ? E.left(usage(`the recipe works on a clip, ${input}: give it with --input`))
    : E.right(
        clipSource(
          asked,
          {
            path: again.input,
            tensor: tensor ?? undefined,
            request,
            steps: intervalCount(recipe.sampler, steps),
            hash,
          },
          io,
        ),
      )
}
