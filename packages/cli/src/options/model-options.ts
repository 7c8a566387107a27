import { precisions, profileNames, type RecipeFields } from '@sigmastream/pipeline/recipe'
import type { Command } from 'commander'
import { either as E } from 'fp-ts'
import { type CliError, usage } from '../errors.js'
import { deviceOption } from './device.js'
import { optionName } from './option-name.js'
import type { Typed } from './run-options.js'

/** What only Stable Audio Open can be told. */
const told: readonly (keyof RecipeFields)[] = [
  'prompt',
  'negative',
  'seconds',
  'cfg',
  'cfgRescale',
  'cfgInterval',
  'profile',
  'reference',
  'fullWindow',
  'precision',
  'device',
]

const sao = 'is for Stable Audio Open: give --model and its folder as well, or leave it out'

/** What goes with --model and what without. A usage error: options of the other model. */
export const checkModel = ({ fields, settings }: Typed): E.Either<CliError, void> => {
  const refuse = (message: string): E.Either<CliError, void> => E.left(usage(message))
  if (settings.model === undefined) {
    const stray = told.find((name) => fields[name] !== undefined)
    return stray === undefined ? E.right(undefined) : refuse(`${optionName(stray)} ${sao}`)
  }
  if (fields.prompt === undefined) return refuse('no prompt: --model makes what --prompt says: give it')
  if ((settings.fromAudio ?? []).length > 0)
    return refuse('--from-audio is for the embedded model: leave it or --model out')
  if (fields.windowLength !== undefined)
    return refuse('--window-length is for the embedded model: leave it or --model out')
  return fields.frameRate === undefined
    ? E.right(undefined)
    : refuse('--frame-rate: the model of --model has its own: leave it out')
}

/** The options that every run with Stable Audio Open shares. */
const withGuidance = (command: Command): Command =>
  command
    .option('--negative <prompt>', 'what to lead away from')
    .option(
      '--cfg <scale>',
      "how strongly to follow the prompt; 1 is without guidance, and twice as fast (default: the profile's)",
    )
    .option(
      '--cfg-rescale <fraction>',
      'how much of the loudness that guidance adds is taken back, from 0 to 1 (default: 0)',
    )
    .option('--cfg-interval <a,b>', 'guide only while the share of noise, 0 to 1, lies between these (default: 0,1)')
    .option(
      '--profile <name>',
      `whose conventions to follow: ${Object.keys(profileNames).join(', ')} (default: model-card)`,
    )
    .option('--full-window', 'compute all that the model was made for and cut it, as the reference does')
    .option(
      '--precision <name>',
      `what the weights are held in: ${Object.keys(precisions).join(', ')}, or auto, the first that fits into memory (default: fp32)`,
    )
    .option(...deviceOption())

/** `--model` and what goes with it, for a command that has a clip. */
export const withModelOptions = (command: Command): Command =>
  withGuidance(
    command
      .option('--model <folder>', 'use the Stable Audio Open checkpoint there instead of the embedded model')
      .option('--prompt <text>', 'with --model: what is to be heard')
      .option('--seconds <count>', 'with --model: how long the result is (default: as long as IN)')
      .option(
        '--reference <name>',
        'with --model: IN is filled up with silence, or prepared as in the exercises (default: silence)',
      ),
  )

/** The same for a command whose argument is the prompt. */
export const withGenerateOptions = (command: Command): Command =>
  withGuidance(
    command
      .requiredOption(
        '--model <folder>',
        'the folder of a Stable Audio Open checkpoint; sigmastream model pull fetches one',
      )
      .option('--seconds <count>', 'how long it is to be (default: all that the model was made for)'),
  )
