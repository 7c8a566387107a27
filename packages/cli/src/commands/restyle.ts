import { fractionCurve, restyle } from '@sigmastream/pipeline/recipe'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { decodeOptions } from '../options/decode.js'
import { fieldHelp } from '../options/field-help.js'
import { clipCommand, explainClipCommand, searchClipCommand } from './clip-command.js'
import type { ClipTask } from './clip-request.js'
import { examples } from './command.js'

const Options = t.type({ strength: fractionCurve('(0 ignores IN, 1 keeps all of it)') })

/** `sigmastream restyle`: style transfer. */
const restyleTask: ClipTask = {
  define: (command) =>
    command
      .description(
        'Make a clip over: start late in the schedule, from the noised clip, so that its outline stays and its detail comes ' +
          'from what the model has learnt (--from-audio). Strength s drops the first floor(s * steps) steps.',
      )
      .option('--strength <fraction>', `${fieldHelp('strength')}; --curve strength=@fade.csv reads it from a file`)
      .addHelpText(
        'after',
        examples(
          'restyle voice.wav --strength 0.5 --from-audio strings.wav -o strung.wav',
          'restyle take.wav --strength 0.3 --seed 7 -o other.flac',
          'restyle take.wav --strength 1@0,0.2@3 --from-audio strings.wav -o faded.wav',
        ),
      ),
  short: ['strength', 'fromAudio', 'count'],
  curves: ['strength'],
  task: (typed) =>
    pipe(
      decodeOptions(Options, typed),
      E.map(({ strength }) => restyle(strength)),
    ),
}

/** `sigmastream restyle`. */
export const restyleCommand = clipCommand(restyleTask)

/** `sigmastream explain restyle`. */
export const explainRestyle = explainClipCommand(restyleTask)

/** `sigmastream search restyle`. */
export const searchRestyle = searchClipCommand(restyleTask)
