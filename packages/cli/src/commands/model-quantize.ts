import { availableParallelism } from 'node:os'
import { extname } from 'node:path'
import { packedCache } from '@sigmastream/model-sao'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, usage } from '../errors.js'
import { checkTarget, writeFiles } from '../files.js'
import { type Io, note, type Outcome, success } from '../io.js'
import { decodeOptions } from '../options/decode.js'
import { compare } from '../quantize/compare.js'
import { packWith } from '../quantize/pack.js'
import { pageOf } from '../quantize/page.js'
import { checkReported, QuantizeOptions, reportOf, withQuantizeOptions } from '../quantize/quantize-options.js'
import { quantizedJson } from '../quantize/quantized-json.js'
import { comparedLines, packedLines } from '../quantize/report.js'
import { checkRoom } from '../quantize/room.js'
import { trialOf, withModel } from '../quantize/trial.js'
import { type CommandSpec, examples } from './command.js'

const checkReport = (path: string, force: boolean): TE.TaskEither<CliError, string> =>
  extname(path).toLowerCase() === '.html'
    ? checkTarget('--report', path, force)
    : TE.left(usage(`--report is "${path}": give a name that ends in .html`))

const settingsOf = ({ threads = availableParallelism() }: QuantizeOptions, { env }: Io) => ({
  threads,
  cache: packedCache(env),
})

/** Frames of the run that matrices are measured on: few, since only rounding is looked at. */
const MEASUREMENT_FRAMES = 32

const packModel = (folder: string, options: QuantizeOptions, io: Io): TE.TaskEither<CliError, Outcome> =>
  pipe(
    withModel(folder, settingsOf(options, io), 'fp32', io, (model) =>
      TE.fromEither(checkRoom(model, MEASUREMENT_FRAMES, false, io)),
    ),
    TE.flatMap(() => packWith(folder, settingsOf(options, io), options, io)),
    TE.map((quantized) => success(packedLines(quantized), quantizedJson(quantized, options))),
  )

/** What can be wrong with the runs and with the page is found out before anything is measured. */
const packAndReport = (
  folder: string,
  options: QuantizeOptions,
  path: string,
  io: Io,
): TE.TaskEither<CliError, Outcome> => {
  const { precision, force } = options
  const settings = settingsOf(options, io)
  return pipe(
    checkReport(path, force),
    TE.flatMap(() =>
      withModel(folder, settings, 'fp32', io, (model) =>
        pipe(
          trialOf(model, options),
          E.tap(({ seconds }) => checkRoom(model, model.frames(seconds), true, io)),
          TE.fromEither,
        ),
      ),
    ),
    TE.bindTo('trial'),
    TE.bind('quantized', () => packWith(folder, settings, options, io)),
    TE.tapIO(
      ({ quantized: { file } }) =>
        () =>
          note(io, `the weights are in ${file}`),
    ),
    TE.bind('compared', ({ trial }) => compare(folder, settings, precision, trial, io)),
    TE.tap(({ trial, quantized, compared }) =>
      writeFiles([{ path, bytes: new TextEncoder().encode(pageOf({ precision, trial, quantized, compared })) }], force),
    ),
    TE.map(({ quantized, compared }) =>
      success([...packedLines(quantized), ...comparedLines(compared), `wrote ${path}`], {
        ...quantizedJson(quantized, options),
        compared,
        report: path,
      }),
    ),
  )
}

/**
 * `sigmastream model quantize`: the transformer, and the autoencoder and the text encoder of Stable Audio 3, in fewer
 * bits where that is measured to hold.
 */
export const modelQuantizeCommand: CommandSpec = {
  define: (command) =>
    withQuantizeOptions(
      command
        .argument('<DIR>', 'the folder of a Stable Audio checkpoint, in any layout that is published')
        .description(
          'Measure on a short run how much every matrix of the diffusion transformer loses in fewer bits, and of the ' +
            'autoencoder and the text encoder of Stable Audio 3 in eight (with fp16-weights they stay as they are), and pack ' +
            'those that lose little ' +
            'into the cache (SIGMASTREAM_CACHE, or ~/.cache/sigmastream), where runs in that precision find them. ' +
            'The checkpoint is only read. With --json a ratio is a number of decibels, "Infinity" where nothing is lost and ' +
            '"-Infinity" where everything is. With --report whole runs are compared as well: latents and sound, with guidance and ' +
            'without.',
        ),
    ).addHelpText(
      'after',
      examples(
        'model quantize FOLDER --precision int8 --report',
        'model quantize FOLDER --precision int4 --limit 20 --report int4.html --prompt "rain on a tin roof" --seconds 10',
        'model quantize FOLDER --precision fp16-weights --json',
      ),
    ),
  run: ([folder = ''], typed, { io }) =>
    pipe(
      TE.fromEither(decodeOptions(QuantizeOptions, typed)),
      TE.tap((options) => TE.fromEither(checkReported(options))),
      TE.flatMap((options) => {
        const report = reportOf(options)
        return report === null ? packModel(folder, options, io) : packAndReport(folder, options, report, io)
      }),
    ),
}
