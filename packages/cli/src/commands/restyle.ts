import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { decodeOptions } from '../options/decode.js'
import { fraction } from '../options/numbers.js'
import { examples } from './command.js'
import type { RunKind } from './run-command.js'

const Options = t.type({ strength: fraction('(0 ignores IN, 1 is IN itself)') })

/** `sigmastream restyle`: style transfer. */
export const restyleKind: RunKind = {
  name: 'restyle',
  define: (command) =>
    command
      .summary('make a clip over in the style of others')
      .description(
        'Make a clip over: start late in the schedule, from the noised clip, so that its outline stays and its detail comes ' +
          'from what the model has learnt (--from-audio). Strength s drops the first floor(s * steps) steps.',
      )
      .requiredOption('--strength <fraction>', 'how much of IN stays, from 0 (nothing) to 1 (all of it)')
      .addHelpText(
        'after',
        examples(
          'restyle voice.wav --strength 0.5 --from-audio strings.wav -o strung.wav',
          'restyle take.wav --strength 0.3 --seed 7 -o other.flac',
        ),
      ),
  request: (typed) =>
    pipe(
      decodeOptions(Options, typed),
      E.map(({ strength }) => ({ _tag: 'Restyle', strength })),
    ),
}
