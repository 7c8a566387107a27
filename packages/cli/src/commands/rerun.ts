import { isEmbedded, isLatentsName, type Recipe, recipeIn, type StoredRecipe } from '@sigmastream/pipeline'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { type CliError, usage } from '../errors.js'
import { fromRenderError } from '../from-errors.js'
import { decodeOptions, textOf } from '../options/decode.js'
import { askedDevice, deviceOption } from '../options/device.js'
import { perform } from '../run/perform.js'
import { noteDifferences, recipeHere } from '../run/stored-recipe.js'
import { clipSource } from './clip-source.js'
import { type CommandSpec, examples, type Setting } from './command.js'

const Options = t.intersection([
  t.type({ output: textOf('the name of a file'), force: t.boolean, fromAudio: t.readonlyArray(textOf('a file')) }),
  t.partial({ model: textOf('the folder of the model'), input: textOf('the name of a file'), device: askedDevice }),
])

type Options = t.TypeOf<typeof Options>

/** What a recipe needs must be given, and nothing else. A usage error: too much, or too little. */
const checkGiven = (file: string, recipe: Recipe, { model, input, fromAudio }: Options): E.Either<CliError, void> => {
  const { exemplars = [] } = recipe
  if (isEmbedded(recipe)) {
    if (model !== undefined)
      return E.left(usage(`${file} was made by the embedded model, which has no folder: leave --model out`))
  } else if (model === undefined)
    return E.left(usage(`${file} was made by Stable Audio: give --model and the folder of the model`))
  if (recipe.command === 'generate' && input !== undefined)
    return E.left(usage('--input: the recipe has none: leave it out'))
  if (recipe.command !== 'generate' && input === undefined)
    return E.left(usage(`the recipe works on a clip, ${String(recipe.input)}: give it with --input`))
  if (exemplars.length === fromAudio.length) return E.right(undefined)
  return E.left(
    exemplars.length === 0
      ? usage('--from-audio: the recipe learns from none: leave it out')
      : usage(`the recipe learns from ${exemplars.join(', ')}: give them with --from-audio, in that order`),
  )
}

const rerun = (
  file: string,
  stored: StoredRecipe,
  options: Options,
  setting: Setting,
): ReturnType<CommandSpec['run']> => {
  const { recipe } = stored
  const { input, fromAudio, model } = options
  const withFolder = !isEmbedded(recipe)
  return perform(
    {
      lines: [{ recipe: recipeHere(recipe, options), where: null }],
      source: clipSource({ input, tensor: recipe.tensor, fromAudio, model }, setting),
      settings: options,
      allowed: { audible: withFolder || !isLatentsName(input ?? file), recorded: withFolder },
    },
    setting.io,
  )
}

/** `sigmastream rerun`: makes a file again from its recipe. */
export const rerunCommand: CommandSpec = {
  define: (command) =>
    command
      .argument('<FILE>', 'a .wav or .flac that was made here, or the .json beside it')
      .description(
        'Make a file again from the recipe in it: byte for byte the same on the same machine. Another model than that of the ' +
          'recipe is refused, and so is another clip.',
      )
      .option('--model <folder>', 'the folder of the Stable Audio checkpoint that made it, wherever it lies now')
      .requiredOption('-o, --output <file>', 'where to; of the same kind as FILE for the same bytes')
      .option('--input <file>', 'the clip that was worked on, where there was one')
      .option('--from-audio <files...>', 'the clips that were learnt from, where there were any, in their order')
      .option(...deviceOption("the recipe's"))
      .option('--force', 'replace files that are there', false)
      .option('--json', 'print one JSON object instead of text')
      .addHelpText(
        'after',
        examples(
          'rerun loop.wav --model FOLDER -o again.wav',
          'rerun filled.wav.json --input take.wav --model FOLDER -o again.wav',
          'rerun filled.wav --input take.wav -o again.wav',
        ),
      ),
  run: ([file = ''], typed, setting) =>
    pipe(
      TE.Do,
      TE.bind('options', () => TE.fromEither<CliError, Options>(decodeOptions(Options, typed))),
      TE.bind('stored', () =>
        pipe(
          recipeIn(file),
          TE.mapLeft((error) => fromRenderError(error, setting.io.signal)),
        ),
      ),
      TE.tap(({ options, stored }) => TE.fromEither(checkGiven(file, stored.recipe, options))),
      TE.tapIO(
        ({ options, stored }) =>
          () =>
            noteDifferences(stored, options.device, setting.io),
      ),
      TE.flatMap(({ options, stored }) => rerun(file, stored, options, setting)),
    ),
}
