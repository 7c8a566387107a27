import { QUANTIZE_LIMITS } from '@sigmastream/model-sao'
import { finite, lengthInSeconds, maxSteps, maxThreads, oneOf, prompt, wholeNumber } from '@sigmastream/pipeline/recipe'
import type { Command } from 'commander'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { type CliError, usage } from '../errors.js'
import { textOf } from '../options/decode.js'

/** What the runs are about where nobody says otherwise. */
export const defaults = { prompt: '128 BPM electronic drum loop', seconds: 5.944, steps: 20, seed: 1 } as const

/** What `model quantize` can be told, decoded. */
export const QuantizeOptions = t.intersection([
  t.type({ precision: oneOf(QUANTIZE_LIMITS), force: t.boolean }),
  t.partial({
    limit: finite,
    report: t.union([textOf('the name of a file'), t.literal(true)]),
    prompt: prompt,
    seconds: lengthInSeconds,
    steps: wholeNumber(1, maxSteps),
    seed: wholeNumber(0),
    threads: wholeNumber(1, maxThreads),
  }),
])

/** See the codec of the same name. */
export type QuantizeOptions = t.TypeOf<typeof QuantizeOptions>

/** Where the report goes: `null` for none. */
export const reportOf = ({ report, precision }: QuantizeOptions): string | null =>
  report === true ? `quantize-${precision}.html` : (report ?? null)

/** Refused: options of the runs that a report compares, without one. A usage error. */
export const checkReported = ({ report, seconds, steps }: QuantizeOptions): E.Either<CliError, void> => {
  const stray = seconds === undefined ? (steps === undefined ? null : '--steps') : '--seconds'
  return report === undefined && stray !== null
    ? E.left(usage(`${stray} is for the runs that --report compares: give --report, or leave ${stray} out`))
    : E.right(undefined)
}

const limits = Object.entries(QUANTIZE_LIMITS)
  .map(([name, limit]) => `${limit} for ${name}`)
  .join(', ')

/** The options of `model quantize`, in the order in which help lists them. */
export const withQuantizeOptions = (command: Command): Command =>
  command
    .requiredOption('--precision <name>', `what to hold the transformer in: ${Object.keys(QUANTIZE_LIMITS).join(', ')}`)
    .option('--limit <dB>', `matrices whose signal-to-noise ratio is below stay in float32 (default: ${limits})`)
    .option(
      '--report [file.html]',
      'compare whole runs too, and write a page with pictures (default: quantize-PRECISION.html)',
    )
    .option('--prompt <text>', `what the runs are about (default: ${defaults.prompt})`)
    .option(
      '--seconds <count>',
      `with --report: the length of the runs (default: ${defaults.seconds}, or all that the model makes)`,
    )
    .option('--steps <count>', `with --report: the steps of the runs (default: ${defaults.steps})`)
    .option('--seed <seed>', `the seed of the runs (default: ${defaults.seed})`)
    .option('--threads <count>', 'processor threads for the model (default: as many as there are)')
    .option('--force', 'replace a report that is there', false)
    .option('--json', 'print one JSON object instead')
