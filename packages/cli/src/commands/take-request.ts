import { isEmbedded, isLatentsName, type Recipe, type StoredTake, type TakeFiles } from '@sigmastream/pipeline'
import type { Command } from 'commander'
import * as t from 'io-ts'
import { textOf } from '../options/decode.js'
import { askedDevice, deviceOption } from '../options/device.js'
import type { TakesOf } from '../run/new-takes.js'
import type { Request } from '../run/request.js'
import { recipeHere } from '../run/stored-recipe.js'
import { clipSource } from './clip-source.js'
import type { Setting } from './command.js'

/** Where the files of a take lie now, as it is typed: what is not is where it was. */
export const NowOptions = t.intersection([
  t.type({ force: t.boolean, fromAudio: t.readonlyArray(textOf('a file')) }),
  t.partial({ model: textOf('the folder of the model'), input: textOf('the name of a file'), device: askedDevice }),
])

/** See the codec of the same name. */
export type NowOptions = t.TypeOf<typeof NowOptions>

/** The options of the same. */
export const withNowOptions = (command: Command): Command =>
  command
    .option('--input <file>', 'the clip that is worked on, where it has been moved')
    .option('--from-audio <files...>', 'the clips that are learnt from, where they have been moved')
    .option('--model <folder>', 'the folder of the Stable Audio checkpoint, where it has been moved')
    .option(...deviceOption('as the take has it'))
    .option('--force', 'replace files that are there', false)
    .option('--json', 'print one JSON object instead of text')

/** The files of a take, where they lie now. */
export const filesNow = ({ files }: StoredTake, { model, input, fromAudio }: NowOptions): TakeFiles => ({
  input: input ?? files.input,
  exemplars: fromAudio.length === 0 ? files.exemplars : fromAudio,
  model: model ?? files.model,
})

/** What a run of a take is asked for beside its recipe. */
interface TakeRun {
  readonly files: TakeFiles
  readonly output: string
  readonly plot: string | null
  readonly force: boolean
  readonly device?: Recipe['device'] | undefined
  readonly count: number
  /** How many steps of the run are done. */
  readonly done: number
  readonly takes: TakesOf
}

/** A recipe that goes on from a take, as a request. */
export const takeRequest = (
  recipe: Recipe,
  { files, output, plot, force, device, count, done, takes }: TakeRun,
  setting: Setting,
): Request => {
  const withFolder = !isEmbedded(recipe)
  const { input, exemplars, model } = files
  return {
    lines: [{ recipe: recipeHere(recipe, { output, device }), where: null, count, done }],
    source: clipSource(
      { input: input ?? undefined, tensor: recipe.tensor, fromAudio: exemplars, model: model ?? undefined },
      setting,
    ),
    settings: { output, force, count, ...(plot === null ? {} : { plot }) },
    allowed: { audible: withFolder || !isLatentsName(input ?? ''), recorded: withFolder },
    takes,
  }
}
