import { checkVariation, describeRenderError } from '@sigmastream/pipeline'
import { taskFields, vary } from '@sigmastream/pipeline/recipe'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { usage } from '../errors.js'
import { decodeOptions } from '../options/decode.js'
import { fieldHelp } from '../options/field-help.js'
import { optionName } from '../options/option-name.js'
import { clipCommand, explainClipCommand, searchClipCommand } from './clip-command.js'
import type { ClipTask } from './clip-request.js'
import { examples } from './command.js'

const { amount: amountField, noiseLevel: levelField } = taskFields
const Options = t.partial({ amount: amountField, noiseLevel: levelField })

/** `sigmastream vary`: variations of a clip. */
const varyTask: ClipTask = {
  define: (command) =>
    command
      .description(
        'Make variations of a clip: noise is added to it and taken out again, and parts of it come back as other parts. ' +
          'Other seeds give other variations.',
      )
      .option('--amount <fraction>', fieldHelp('amount'))
      .option('--noise-level <sigma>', fieldHelp('noiseLevel'))
      .addHelpText(
        'after',
        examples(
          'vary take.wav -o other.wav',
          'vary take.wav --amount 0.6 --count 3 --seed 1 -o other.wav',
          'vary takes --amount 0.5 -o varied',
        ),
      ),
  short: ['amount', 'count', 'fromAudio'],
  curves: ['amount'],
  task: (typed) =>
    pipe(
      decodeOptions(Options, typed),
      E.map(({ amount, noiseLevel }) => ({
        ...(amount === undefined ? {} : { amount }),
        ...(noiseLevel === undefined ? {} : { noiseLevel }),
      })),
      E.tap((how) =>
        pipe(
          checkVariation(how),
          E.mapLeft((error) => usage(describeRenderError(error, optionName))),
        ),
      ),
      E.map(vary),
    ),
}

/** `sigmastream vary`. */
export const varyCommand = clipCommand(varyTask)

/** `sigmastream explain vary`. */
export const explainVary = explainClipCommand(varyTask)

/** `sigmastream search vary`. */
export const searchVary = searchClipCommand(varyTask)
