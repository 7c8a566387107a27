import { levelsOf, showNumber, sigmasOf } from '@sigmastream/pipeline'
import { maxSteps, oneOf, scheduleNames, sigmaLevel, wholeNumber } from '@sigmastream/pipeline/recipe'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { fromRenderError } from '../from-errors.js'
import { success } from '../io.js'
import { decodeOptions, textOf } from '../options/decode.js'
import { table } from '../table.js'
import { checkTensorTarget, writeTensorTo } from '../tensor-output.js'
import { type CommandSpec, examples } from './command.js'

const Options = t.intersection([
  t.type({
    schedule: oneOf(scheduleNames),
    steps: wholeNumber(1, maxSteps),
    frames: wholeNumber(1, 2 ** 24),
    force: t.boolean,
  }),
  t.partial({ sigmaMin: sigmaLevel, sigmaMax: sigmaLevel, output: textOf('the name of a file') }),
])

type Options = t.TypeOf<typeof Options>

/** The levels of Stable Audio Open, so that the command alone shows a schedule that is in use. */
const stableAudio = { sigmaMin: 0.3, sigmaMax: 500 }

const sigmasOfOptions = ({ schedule, steps, frames, sigmaMin, sigmaMax }: Options) => {
  const asked = { sigmaMin: sigmaMin ?? null, sigmaMax: sigmaMax ?? null }
  return sigmasOf({ schedule, steps, frames, ...levelsOf(schedule, asked, stableAudio) })
}

/** `sigmastream schedule`: the sigmas that a run would go down. */
export const scheduleCommand: CommandSpec = {
  define: (command) =>
    command
      .description(
        'Print the noise levels (sigmas) that a run goes down, from the highest to 0, or write them to a file.',
      )
      .option('--schedule <name>', `one of ${Object.keys(scheduleNames).join(', ')}`, 'polyexponential')
      .option('--steps <count>', `how many steps, from 1 to ${maxSteps}`, '50')
      .option('--sigma-min <sigma>', `the lowest level above 0 (default: ${stableAudio.sigmaMin})`)
      .option('--sigma-max <sigma>', `the highest level (default: ${stableAudio.sigmaMax})`)
      .option('--frames <count>', 'how long the latents are, for full-shift, which goes by length', '256')
      .option('-o, --output <file>', 'write them as a tensor instead: .npy, .npz or .safetensors')
      .option('--force', 'replace a file that is there', false)
      .option('--json', 'print one JSON object instead')
      .addHelpText(
        'after',
        examples(
          'schedule',
          'schedule --schedule karras --steps 20 --sigma-min 0.03 --sigma-max 80',
          'schedule --steps 100 -o sigmas.npy',
        ),
      ),
  run: (_, typed, { io }) =>
    pipe(
      TE.Do,
      TE.bindW('options', () => TE.fromEither(decodeOptions(Options, typed))),
      TE.bindW('sigmas', ({ options }) =>
        TE.fromEither(
          pipe(
            sigmasOfOptions(options),
            E.mapLeft((error) => fromRenderError(error, io.signal)),
          ),
        ),
      ),
      TE.bindW('written', ({ options: { output, force }, sigmas }) =>
        output === undefined
          ? TE.fromEither(E.right(null))
          : pipe(
              checkTensorTarget(output, force),
              TE.flatMap(() =>
                writeTensorTo(output, { shape: [sigmas.length], data: Float32Array.from(sigmas) }, force, io),
              ),
            ),
      ),
      TE.map(({ options: { schedule, steps }, sigmas, written }) =>
        success(
          written === null
            ? table(
                ['place', 'sigma'],
                sigmas.map((sigma, i) => [String(i), showNumber(sigma)]),
              )
            : [`wrote ${written}: ${sigmas.length} sigmas`],
          {
            schedule,
            steps,
            sigmas,
            output: written,
          },
        ),
      ),
    ),
}
