import { availableParallelism } from 'node:os'
import { closeMaterial, originRecord, recordPath, showNumber } from '@sigmastream/pipeline'
import { maxThreads, wholeNumber } from '@sigmastream/pipeline/recipe'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { checkTarget } from '../files.js'
import { success } from '../io.js'
import { decodeOptions, textOf } from '../options/decode.js'
import { askedDevice, deviceOption } from '../options/device.js'
import { withAutoencoder } from '../stable-audio/autoencoder.js'
import { checkTensorTarget, writeTensorTo } from '../tensor-output.js'
import { type CommandSpec, examples } from './command.js'
import { encodeSound, openSound, secondsOfMaterial } from './encode-sound.js'

const Options = t.intersection([
  t.type({
    model: textOf('the folder of a Stable Audio checkpoint'),
    output: textOf('the name of a file'),
    force: t.boolean,
  }),
  t.partial({ device: askedDevice, threads: wholeNumber(1, maxThreads) }),
])

/** `sigmastream encode`: sound to the latents of Stable Audio. */
export const encodeCommand: CommandSpec = {
  define: (command) =>
    command
      .argument('<IN>', 'sound (WAV, FLAC, MP3, Ogg), of any length')
      .description(
        "Turn sound into latents, float32 of shape 1,channels,frames: the means of what the model's encoder gives. Sound is " +
          "brought to the model's rate and channels, and its last frame filled up with silence. Beside them, in OUT.json, stands " +
          'whose latents they are. Of the folder only the configuration and the autoencoder need be there.',
      )
      .requiredOption('--model <folder>', 'the folder of a Stable Audio checkpoint')
      .requiredOption('-o, --output <file>', 'where to: .npy, .npz or .safetensors')
      .option('--threads <count>', 'processor threads for the model (default: as many as there are)')
      .option(...deviceOption())
      .option('--force', 'replace a file that is there', false)
      .option('--json', 'print one JSON object instead')
      .addHelpText('after', examples('encode take.wav --model FOLDER -o take.npy')),
  run: ([input = ''], typed, { io }) =>
    pipe(
      TE.Do,
      TE.bindW('options', () => TE.fromEither(decodeOptions(Options, typed))),
      TE.bindW('target', ({ options: { output, force } }) => checkTensorTarget(output, force)),
      TE.tap(({ target, options: { force } }) => checkTarget('--output', recordPath(target), force)),
      TE.bindW('coded', ({ options: { model, device = 'cpu', threads = availableParallelism() } }) =>
        TE.bracket(
          openSound(input, io),
          (material) =>
            withAutoencoder(model, { threads, device }, io, (autoencoder) =>
              pipe(
                encodeSound(autoencoder, material, io),
                TE.map((encoded) => ({
                  shape: encoded.shape,
                  data: encoded.data,
                  record: originRecord(autoencoder.identity, encoded),
                  seconds: secondsOfMaterial(material),
                })),
              ),
            ),
          (material) => TE.fromTask(closeMaterial(material)),
        ),
      ),
      TE.flatMap(({ options: { force }, target: output, coded: { shape, data, record, seconds } }) =>
        pipe(
          writeTensorTo(output, { shape, data }, force, io, record),
          TE.map(() =>
            success([`wrote ${output}: latents ${shape.join(' x ')} of ${showNumber(seconds)} s`], {
              output,
              shape,
              seconds,
            }),
          ),
        ),
      ),
    ),
}
