import { edit, taskFields, usualStrength } from '@sigmastream/pipeline/recipe'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { usage } from '../errors.js'
import { collectValues, decodeOptions } from '../options/decode.js'
import { fieldHelp } from '../options/field-help.js'
import { regionsIn } from '../options/region.js'
import { clipCommand, explainClipCommand } from './clip-command.js'
import type { ClipTask } from './clip-request.js'
import { examples } from './command.js'

const { fromPrompt, fromCfg, feather, invert, strength } = taskFields
const Options = t.intersection([
  t.type({ fromPrompt, feather, region: t.readonlyArray(t.string) }),
  t.partial({ strength, fromCfg, invert }),
])

/** What an edit cannot do without. */
const Model = t.partial({ model: t.string })

/** `sigmastream edit`: makes of what one prompt says what another says. */
const editTask: ClipTask = {
  define: (command) =>
    command
      .description(
        'Change what is heard in a recording: --from-prompt says what it is, --prompt what it is to become, and what both share ' +
          'stays. Needs --model. Where the two prompts are the same, nothing changes.',
      )
      .requiredOption('--from-prompt <text>', fieldHelp('fromPrompt'))
      .option(
        '--strength <fraction>',
        'how much of IN is held, from 0 (no more than both prompts share) to 1 (all of it: no step is made); or along IN, ' +
          `value@second: 1@0,0.3@4, and --curve strength=@fade.csv reads it from a file (default: ${usualStrength})`,
      )
      .option(
        '--region <from,to>',
        'edit between these seconds alone, such as 2.5,3.5; repeat it for several; the rest stays, sample for sample',
        collectValues,
      )
      .option('--feather <seconds>', fieldHelp('feather', 'unsaid'), '0')
      .option('--from-cfg <scale>', fieldHelp('fromCfg'))
      .option('--invert', fieldHelp('invert', 'unsaid'))
      .addHelpText(
        'after',
        examples(
          'edit take.wav --from-prompt "an acoustic guitar" --prompt "a harp" --model FOLDER -o harp.wav',
          'edit take.wav --from-prompt "rain" --prompt "hail" --region 2.5,3.5 --feather 0.1 --model FOLDER --seed 7 -o hail.wav',
          'edit take.wav --from-prompt "a piano" --prompt "a music box" --invert --model FOLDER --seed 7 -o box.wav',
          'edit take.wav --from-prompt "drums" --prompt "drums in a cave" --strength 0.3 --model FOLDER -o cave.flac',
        ),
      ),
  short: ['strength', 'region', 'feather', 'prompt', 'model'],
  curves: ['strength'],
  task: (typed) =>
    pipe(
      decodeOptions(Model, typed),
      E.filterOrElse(
        ({ model }) => model !== undefined,
        () =>
          usage(
            'edit goes by what prompts say, and the embedded model knows no text: give --model and the folder of a Stable Audio checkpoint',
          ),
      ),
      E.flatMap(() => decodeOptions(Options, typed)),
      E.bindTo('options'),
      E.bind('regions', ({ options: { region } }) => regionsIn(region)),
      E.map(({ options, regions }) =>
        edit(options.fromPrompt, {
          feather: options.feather,
          regions,
          ...(options.strength === undefined ? {} : { strength: options.strength }),
          ...(options.invert === undefined ? {} : { invert: options.invert }),
          ...(options.fromCfg === undefined || options.fromCfg === null ? {} : { fromCfg: options.fromCfg }),
        }),
      ),
    ),
}

/** `sigmastream edit`. */
export const editCommand = clipCommand(editTask)

/** `sigmastream explain edit`. */
export const explainEdit = explainClipCommand(editTask)
