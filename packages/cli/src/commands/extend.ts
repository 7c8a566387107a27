import { extend, taskFields } from '@sigmastream/pipeline/recipe'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { decodeOptions } from '../options/decode.js'
import { fieldHelp } from '../options/field-help.js'
import { clipCommand, explainClipCommand, searchClipCommand } from './clip-command.js'
import type { ClipTask } from './clip-request.js'
import { examples } from './command.js'

const { before, after, method } = taskFields
const Options = t.intersection([t.type({ before, after }), t.partial({ method })])

/** `sigmastream extend`: new sound before and behind a recording. */
const extendTask: ClipTask = {
  define: (command) =>
    command
      .description(
        'Let a recording go on: new sound behind it, before it, or both, that fits what is there. The recording itself stays as ' +
          'it is, sample for sample.',
      )
      .option('--after <seconds>', fieldHelp('after', 'unsaid'), '0')
      .option('--before <seconds>', fieldHelp('before', 'unsaid'), '0')
      .option('--method <name>', fieldHelp('method'))
      .addHelpText(
        'after',
        examples(
          'extend take.wav --after 20 -o longer.wav',
          'extend take.wav --after 20 --before 5 --overlap 3 --seed 7 -o longer.wav',
          'extend loop.wav --after 60 --model FOLDER --prompt "128 BPM electronic drum loop" -o song.wav',
        ),
      ),
  short: ['after', 'before', 'overlap', 'count'],
  task: (typed) =>
    pipe(
      decodeOptions(Options, typed),
      E.map((room) => extend(room)),
    ),
}

/** `sigmastream extend`. */
export const extendCommand = clipCommand(extendTask)

/** `sigmastream explain extend`. */
export const explainExtend = explainClipCommand(extendTask)

/** `sigmastream search extend`. */
export const searchExtend = searchClipCommand(extendTask)
