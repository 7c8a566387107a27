import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { type CliError, usage } from '../errors.js'
import { type Io, note } from '../io.js'
import { decodeOptions } from '../options/decode.js'
import { askedDevice, deviceOption } from '../options/device.js'
import { textOf } from '../options/names.js'
import { optionsOf, requestOf, sourceOf } from '../stable-audio/from-recipe.js'
import { readRecipe } from '../stable-audio/read-recipe.js'
import type { Recipe } from '../stable-audio/recipe.js'
import { version } from '../version.js'
import { type CommandSpec, examples } from './command.js'
import { perform, type Wanted } from './perform.js'

const Options = t.intersection([
  t.type({ model: textOf('the folder of the model'), output: textOf('the name of a file'), force: t.boolean }),
  t.partial({ input: textOf('the name of a file'), device: askedDevice }),
])

type Options = t.TypeOf<typeof Options>

const wanted = (recipe: Recipe, options: Options, io: Io): E.Either<CliError, Wanted> => {
  const request = requestOf(recipe)
  const { batch = 1, item = 0 } = recipe
  if (item >= batch) return E.left(usage(`the recipe is of item ${item} of ${batch}: items count from 0`))
  return pipe(
    sourceOf(recipe, options, request, io),
    E.map((source) => ({
      source,
      options: optionsOf(recipe, options),
      request,
      output: { audible: true, recorded: true },
      batch,
      only: item,
    })),
  )
}

/** What can make the last bits differ. */
const differences = (
  { sigmastream, node, device = 'cpu' }: Recipe,
  { device: asked = device }: Options,
): readonly string[] => [
  ...(sigmastream === version ? [] : [`sigmastream ${sigmastream}, and this is ${version}`]),
  ...(node === process.version ? [] : [`node ${node}, and this is ${process.version}`]),
  ...(device === asked ? [] : [`--device ${device}, and this is --device ${asked}`]),
]

/** `sigmastream rerun`: makes a file again from its recipe. */
export const rerunCommand: CommandSpec = {
  name: 'rerun',
  define: (command) =>
    command
      .argument('<FILE>', 'a .wav or .flac that was made with --model, or its .json')
      .summary('make a file again from its recipe')
      .description(
        'Make a file again from the recipe in it: byte for byte the same on the same machine. Another model than that of the ' +
          'recipe is refused, and so is another clip.',
      )
      .requiredOption('--model <folder>', 'the folder of the model that made it, wherever it lies now')
      .requiredOption('-o, --output <file>', 'where to; of the same kind as FILE for the same bytes')
      .option('--input <file>', 'the clip that was worked on, where there was one')
      .option(...deviceOption("the recipe's"))
      .option('--force', 'replace files that are there', false)
      .option('--json', 'print one JSON object instead of text')
      .addHelpText(
        'after',
        examples(
          'rerun loop.wav --model FOLDER -o again.wav',
          'rerun filled.wav.json --input take.wav --model FOLDER -o again.wav',
        ),
      ),
  run: ([file = ''], typed, io) =>
    pipe(
      TE.Do,
      TE.bindW('options', () => TE.fromEither(decodeOptions(Options, typed))),
      TE.bindW('recipe', () => readRecipe(file)),
      TE.bindW('run', ({ options, recipe }) => TE.fromEither(wanted(recipe, options, io))),
      TE.tapIO(
        ({ recipe, options }) =>
          () =>
            differences(recipe, options).forEach((made) =>
              note(io, `it was made with ${made}: the last bits may differ`),
            ),
      ),
      TE.flatMap(({ run }) => perform(run, io)),
    ),
}
