import {
  build,
  firstNonFinite,
  type Latent,
  messageOf,
  type NoiseSource,
  roundToHalf,
  type Shape,
  startLane,
} from '@sigmastream/core'
import { noiseNames, noiseOf, showNumber } from '@sigmastream/pipeline'
import { finite, oneOf, sigmaLevel, wholeNumber } from '@sigmastream/pipeline/recipe'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { type CliError, failure, usage } from '../errors.js'
import { fromRenderError } from '../from-errors.js'
import { success } from '../io.js'
import { decodeOptions, textOf } from '../options/decode.js'
import { shape } from '../options/shape.js'
import { checkTensorTarget, writeTensorTo } from '../tensor-output.js'
import { type CommandSpec, examples } from './command.js'

const Options = t.intersection([
  t.type({
    noise: oneOf(noiseNames),
    shape,
    scale: finite,
    half: t.boolean,
    output: textOf('the name of a file'),
    force: t.boolean,
    sigmaMin: sigmaLevel,
    sigmaMax: sigmaLevel,
  }),
  t.partial({ seed: wholeNumber(0), cudaThreads: wholeNumber(1) }),
])

/** Rounded before and after scaling where `half`: what a half-precision tensor times a number is. */
const scaleNoise = (noise: Latent, scale: number, half: boolean): Latent => {
  const round = half ? roundToHalf : (value: number): number => value
  return build(noise.shape, (out) => out.forEach((_, i) => (out[i] = round(round(noise.data[i]!) * scale)))) // equal shapes
}

const drawNoise = (
  source: NoiseSource,
  at: { readonly from: number; readonly to: number },
  of: Shape,
): E.Either<CliError, Latent> =>
  E.tryCatch(
    () => source({ lane: startLane, at: { index: 0, of: 1, ...at }, shape: of }),
    (cause) => failure(`drawing: ${messageOf(cause)}`, cause),
  )

/** `sigmastream noise`: the noise that a run with this seed starts from, as a file. */
export const noiseCommand: CommandSpec = {
  define: (command) =>
    command
      .description(
        'Write standard normal noise made from a seed: what a run with that seed starts from. float32, of shape ' +
          'batch,channels,frames.',
      )
      .requiredOption('--shape <shape>', 'batch,channels,frames, such as 1,64,128')
      .requiredOption('-o, --output <file>', 'where to: .npy, .npz or .safetensors')
      .option('--noise <name>', `one of ${Object.keys(noiseNames).join(', ')}`, 'keyed')
      .option('--seed <seed>', 'a whole number (default: a random one, which is printed)')
      .option('--scale <factor>', 'multiply by this, such as the first sigma of a schedule', '1')
      .option('--half', 'round to half precision before and after scaling, as a run in float16 does', false)
      .option('--cuda-threads <count>', 'torch-cuda above 65536 elements: the threads that the device runs at once')
      .option('--sigma-max <sigma>', 'brownian: where the increment of the path begins', '1')
      .option('--sigma-min <sigma>', 'brownian: where the increment of the path ends', '0.5')
      .option('--force', 'replace a file that is there', false)
      .option('--json', 'print one JSON object instead')
      .addHelpText(
        'after',
        examples(
          'noise --shape 1,64,128 --seed 7 -o x.npy',
          'noise --noise torch-cuda --seed 456 --shape 1,64,128 --scale 500 --half -o x.npy',
        ),
      ),
  run: (_, typed, { io }) =>
    pipe(
      TE.Do,
      TE.bindW('options', () => TE.fromEither(decodeOptions(Options, typed))),
      TE.bindW('target', ({ options: { output, force } }) => checkTensorTarget(output, force)),
      TE.bindW('tensor', ({ options }) => {
        const seed = options.seed ?? io.randomSeed()
        const at = { from: options.sigmaMax, to: options.sigmaMin }
        if (at.from <= at.to) return TE.left(usage(`--sigma-min is ${at.to}: give less than --sigma-max, ${at.from}`))
        return pipe(
          TE.fromEither(
            pipe(
              noiseOf(
                { ...options, seed },
                E.right([{ lane: startLane, at: { index: 0, of: 1, ...at } }]),
                options.shape,
              ),
              E.mapLeft((error) => fromRenderError(error, io.signal)),
            ),
          ),
          TE.flatMapEither((source) => drawNoise(source, at, options.shape)),
          TE.map((noise) => scaleNoise(noise, options.scale, options.half)),
          TE.filterOrElse(
            (noise) => firstNonFinite(noise) === null,
            (): CliError =>
              failure(
                `scaling: the noise times ${showNumber(options.scale)} is not finite: give a smaller --scale`,
                null,
              ),
          ),
          TE.map((noise) => ({ seed, ...noise })),
        )
      }),
      TE.flatMap(({ options: { noise, scale, half, force }, target: output, tensor: { seed, shape: of, data } }) => {
        const text = `${of.join(' x ')}, ${noise}, seed ${seed}, scale ${showNumber(scale)}${half ? ', half precision' : ''}`
        return pipe(
          writeTensorTo(output, { shape: of, data }, force, io),
          TE.map(() => success([`wrote ${output}: ${text}`], { output, noise, seed, shape: of, scale, half })),
        )
      }),
    ),
}
