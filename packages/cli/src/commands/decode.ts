import { availableParallelism } from 'node:os'
import {
  type Audio,
  peakOf,
  type SampleEncoding,
  type Seam,
  sampleCount,
  seamOf,
  secondsOf,
  toFullScale,
} from '@sigmastream/audio'
import { encodeSound, isTensorName, showNumber } from '@sigmastream/pipeline'
import { encodings, maxThreads, oneOf, wholeNumber } from '@sigmastream/pipeline/recipe'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { type CliError, usage } from '../errors.js'
import { checkNoFolder, writeFiles } from '../files.js'
import { fromRenderError } from '../from-errors.js'
import { type Outcome, success } from '../io.js'
import { decodeOptions, textOf } from '../options/decode.js'
import { askedDevice, deviceOption } from '../options/device.js'
import { levelLines } from '../run/report.js'
import { seamLines } from '../run/seam-lines.js'
import { checkTargets, type Target, targetOf } from '../run/target.js'
import { withAutoencoder } from '../stable-audio/autoencoder.js'
import { type CommandSpec, examples } from './command.js'
import { decodeLatents, readLatents } from './decode-latents.js'

const Options = t.intersection([
  t.type({
    model: textOf('the folder of a Stable Audio checkpoint'),
    output: textOf('the name of a file'),
    force: t.boolean,
    loop: t.boolean,
  }),
  t.partial({
    device: askedDevice,
    threads: wholeNumber(1, maxThreads),
    tensor: textOf('the name of a tensor'),
    encoding: oneOf(encodings),
  }),
])

const targetFor = (
  output: string,
  encoding: keyof typeof encodings | undefined,
  force: boolean,
): TE.TaskEither<CliError, Target> =>
  pipe(
    checkNoFolder('--output', output),
    TE.flatMapEither(() =>
      isTensorName(output)
        ? E.left(usage(`--output is "${output}": give a name that ends in .wav or .flac`))
        : targetOf(output, encoding, { audible: true, recorded: false }),
    ),
    TE.tap((target) => checkTargets([target], { force })),
  )

const outcomeOf = (
  { path }: Target,
  audio: Audio,
  gain: number,
  encoding: SampleEncoding,
  seam: Seam | null,
): Outcome =>
  success(
    [
      `wrote ${path}: ${showNumber(secondsOf(audio))} s, ${audio.sampleRate} Hz, ${audio.channels.length} channels`,
      ...levelLines({ gain, patchGain: 1, peak: peakOf(audio) }, encoding),
      ...seamLines({ seam }),
    ],
    {
      output: path,
      seconds: secondsOf(audio),
      sampleRate: audio.sampleRate,
      samples: sampleCount(audio),
      gain,
      ...(seam === null ? {} : { measuredSeam: seam }),
    },
  )

/** `sigmastream decode`: latents of Stable Audio to sound. */
export const decodeCommand: CommandSpec = {
  define: (command) =>
    command
      .argument(
        '<Z>',
        'latents (.pt, .npy, .npz, .safetensors) of shape channels,frames or 1,channels,frames, of any length',
      )
      .description(
        'Turn latents into sound. Of the folder only the configuration and the autoencoder need be there. What is above full ' +
          'scale is brought to it.',
      )
      .requiredOption('--model <folder>', 'the folder of a Stable Audio checkpoint')
      .requiredOption('-o, --output <file>', 'where to: .wav or .flac')
      .option(
        '--loop',
        'the latents go round, as those of generate --loop do: the end of the sound leads into its beginning, and how it does is printed',
        false,
      )
      .option('--tensor <name>', 'which tensor of a file that holds several')
      .option('--encoding <name>', `how sound is stored: ${Object.keys(encodings).join(', ')} (default: pcm16)`)
      .option('--threads <count>', 'processor threads for the model (default: as many as there are)')
      .option(...deviceOption())
      .option('--force', 'replace a file that is there', false)
      .option('--json', 'print one JSON object instead')
      .addHelpText(
        'after',
        examples('decode take.npy --model FOLDER -o again.wav', 'decode round.npy --loop --model FOLDER -o round.wav'),
      ),
  run: ([input = ''], typed, { io }) =>
    pipe(
      TE.Do,
      TE.bindW('options', () => TE.fromEither(decodeOptions(Options, typed))),
      TE.bindW('target', ({ options: { output, encoding, force } }) => targetFor(output, encoding, force)),
      TE.bindW('clip', ({ options }) => readLatents(input, options.tensor, io)),
      TE.let('encoding', ({ options: { encoding = 'pcm16' } }): SampleEncoding => encoding),
      TE.bindW(
        'scaled',
        ({ options: { model, loop, device = 'cpu', threads = availableParallelism() }, clip, target, encoding }) =>
          pipe(
            withAutoencoder(model, { threads, device }, io, (autoencoder) =>
              decodeLatents(autoencoder, clip, target, loop, io),
            ),
            TE.map((audio) => (encoding === 'float32' ? { audio, gain: 1 } : toFullScale(audio))),
          ),
      ),
      TE.bindW('file', ({ target, encoding, scaled }) =>
        pipe(
          encodeSound(target.path, encoding, scaled.audio),
          TE.bimap(
            (error) => fromRenderError(error, io.signal),
            (bytes) => ({ path: target.path, bytes }),
          ),
        ),
      ),
      TE.tap(({ file, options: { force } }) => writeFiles([file], force)),
      TE.map(({ target, encoding, options: { loop }, scaled: { audio, gain } }) =>
        outcomeOf(target, audio, gain, encoding, loop ? seamOf(audio) : null),
      ),
    ),
}
