import { availableParallelism } from 'node:os'
import { type Audio, describeAudioError, resample, sampleCount, secondsOf } from '@sigmastream/audio'
import { type LoadedAutoencoder, prepareReference } from '@sigmastream/model-sao'
import {
  closeMaterial,
  isLatentsName,
  type LatentsClip,
  type Material,
  openMaterial,
  originRecord,
  type RenderError,
  recordPath,
  showNumber,
} from '@sigmastream/pipeline'
import { maxThreads, wholeNumber } from '@sigmastream/pipeline/recipe'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { type CliError, failure, usage } from '../errors.js'
import { checkTarget } from '../files.js'
import { fromRenderError } from '../from-errors.js'
import { orInterrupted } from '../interruption.js'
import type { Io } from '../io.js'
import { success } from '../io.js'
import { decodeOptions, textOf } from '../options/decode.js'
import { askedDevice, deviceOption } from '../options/device.js'
import { withAutoencoder } from '../stable-audio/autoencoder.js'
import { fromStableAudioError } from '../stable-audio/errors.js'
import { checkTensorTarget, writeTensorTo } from '../tensor-output.js'
import { type CommandSpec, examples } from './command.js'

const Options = t.intersection([
  t.type({
    model: textOf('the folder of a Stable Audio checkpoint'),
    output: textOf('the name of a file'),
    force: t.boolean,
  }),
  t.partial({ device: askedDevice, threads: wholeNumber(1, maxThreads) }),
])

/** Sound that is opened; a file is not read yet. */
type SoundMaterial = Exclude<Material, LatentsClip>

const soundOnly = (path: string, material: Material): TE.TaskEither<CliError, SoundMaterial> =>
  material._tag === 'Latents' ? TE.left(usage(`${path}: give sound`)) : TE.right(material)

const openSound = (path: string, { signal }: Io): TE.TaskEither<CliError, SoundMaterial> =>
  isLatentsName(path)
    ? TE.left(usage(`IN is latents, ${path}: give sound (sigmastream decode makes sound of latents)`))
    : pipe(
        openMaterial(path),
        TE.mapLeft((error) => fromRenderError(error, signal)),
        TE.flatMap((material) => soundOnly(path, material)),
      )

const audioOf = (material: SoundMaterial): TE.TaskEither<RenderError, Audio> =>
  material._tag === 'Sound' ? TE.right(material.audio) : material.samples.read(0, material.samples.frames)

const secondsOfMaterial = (material: SoundMaterial): number =>
  material._tag === 'Sound' ? secondsOf(material.audio) : material.samples.frames / material.samples.sampleRate

/** The sound of a file is read here, not before: once it is as the encoder takes it, nothing holds what was read. */
const encodeSound = ({ geometry, encode }: LoadedAutoencoder, material: SoundMaterial, { signal }: Io) =>
  pipe(
    audioOf(material),
    TE.mapLeft((error) => fromRenderError(error, signal)),
    TE.flatMapEither((audio) =>
      pipe(
        resample(audio, geometry.sampleRate, 'torchaudio'),
        E.flatMap((same) => prepareReference(same, geometry, sampleCount(same), 'silence')),
        E.mapLeft((error): CliError => usage(`${material.name}: ${describeAudioError(error)}`)),
      ),
    ),
    TE.flatMap((sound) => pipe(encode(sound, { signal }), TE.mapLeft(fromStableAudioError('encoding')))),
    TE.map(({ mean }) => mean),
    TE.filterOrElse(
      ({ data }) => data.slice().some((value) => value !== 0),
      (): CliError => failure('encoding: the latents are all zero, so nothing was written'),
    ),
    orInterrupted(signal),
  )

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
