import { PRECISIONS, type Precision, profiles } from '@sigmastream/model-sao'
import type { Command } from 'commander'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { type CliError, usage } from '../errors.js'
import type { Guided, ReferenceName } from '../stable-audio/told.js'
import { askedDevice, deviceOption } from './device.js'
import { oneOf, textOf } from './names.js'
import { finite, fraction, positive } from './numbers.js'
import { share, spoken } from './prompts.js'

/** How reference audio is made as long as the run. */
export const references: Readonly<Record<ReferenceName, null>> = { silence: null, exercises: null }

/** In what the transformer's weights are held. */
export const precisions: Readonly<Record<Precision, null>> = {
  fp32: null,
  'fp16-weights': null,
  int8: null,
  int4: null,
}

/** What only Stable Audio Open can be told. */
const Sayings = t.partial({
  prompt: spoken,
  negative: t.string,
  seconds: positive('a number of seconds'),
  cfg: finite,
  cfgRescale: fraction('(0 leaves the loudness of guidance, 1 takes it back)'),
  cfgInterval: share,
  profile: oneOf(profiles),
  reference: oneOf(references),
  fullWindow: t.boolean,
  precision: oneOf({ ...precisions, auto: null }),
  device: askedDevice,
})

/** What a run with Stable Audio Open is told, as typed. */
export const ModelOptions = t.intersection([
  t.partial({ model: textOf('the folder of a Stable Audio Open checkpoint') }),
  Sayings,
])

/** See the codec of the same name. */
export type ModelOptions = t.TypeOf<typeof ModelOptions>

/** The first option given, as it is typed, that only counts with --model. */
export const strayOption = (options: ModelOptions): string | undefined => {
  const said = new Set(Object.keys(Sayings.props))
  const key = Object.entries(options).find(([name, value]) => said.has(name) && value !== undefined)?.[0]
  return key?.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** How the answer is guided: as the profile has it, but for what was typed. */
export const guidedBy = ({ negative, cfg, cfgRescale, cfgInterval, profile = 'model-card' }: ModelOptions): Guided => {
  const { guidance, unconditional, startScale } = profiles[profile]
  return {
    profile,
    startScale,
    negative: negative ?? (unconditional === 'empty-prompt' ? '' : null),
    cfg: cfg ?? guidance,
    cfgRescale: cfgRescale ?? 0,
    cfgInterval: cfgInterval ?? null,
  }
}

/** The folder of the model. A usage error where none is given, or where options say what cannot be done together. */
export const modelOf = ({
  model,
  negative,
  cfg,
}: Pick<ModelOptions, 'model' | 'negative' | 'cfg'>): E.Either<CliError, string> =>
  pipe(
    model,
    E.fromNullable<CliError>(
      usage('no model: give --model and the folder of a checkpoint (sigmastream model pull fetches one)'),
    ),
    E.filterOrElse(
      () => negative === undefined || cfg !== 1,
      (): CliError =>
        usage('--negative: --cfg 1 is without guidance, so nothing is led away from: leave one of them out'),
    ),
  )

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
      `whose conventions to follow: ${Object.keys(profiles).join(', ')} (default: model-card)`,
    )
    .option('--full-window', 'compute all that the model was made for and cut it, as the reference does')
    .option(
      '--precision <name>',
      `what the weights are held in: ${PRECISIONS.join(', ')}, or auto, the first that fits into memory (default: fp32)`,
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
