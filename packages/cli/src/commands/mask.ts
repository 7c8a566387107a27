import { type FrameRange, framesOf, nearestCount, type Region, valueOrRefusal } from '@sigmastream/core'
import { duration, positive, seconds, wholeNumber } from '@sigmastream/pipeline/recipe'
import { feather, maskOf } from '@sigmastream/samplers'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { fromSampleError } from '../from-errors.js'
import { success } from '../io.js'
import { collectValues, decodeOptions, regionsOf, textOf } from '../options/decode.js'
import { checkTensorTarget, writeTensorTo } from '../tensor-output.js'
import { type CommandSpec, examples } from './command.js'

const Options = t.type({
  frames: wholeNumber(1, 2 ** 24),
  frameRate: positive('a number of frames a second'),
  from: t.readonlyArray(seconds),
  to: t.readonlyArray(seconds),
  feather: duration,
  channels: wholeNumber(1, 4096),
  output: textOf('the name of a file'),
  force: t.boolean,
})

const ranges = (regions: readonly Region[], frameRate: number, frames: number) =>
  pipe(
    regions,
    E.traverseArray((region) => framesOf(region, frameRate, frames)),
    E.mapLeft(fromSampleError),
  )

const rangesText = (of: readonly FrameRange[]): string => of.map(({ start, end }) => `${start}..${end - 1}`).join(', ')

/** `sigmastream mask`: which frames an inpainting regenerates, as a file. */
export const maskCommand: CommandSpec = {
  define: (command) =>
    command
      .description(
        'Write an inpainting mask: 1 where frames are to be regenerated, 0 where they are kept. A region holds the frames ' +
          'floor(from * rate) up to floor(to * rate) - 1. float32, of shape 1,channels,frames.',
      )
      .requiredOption('--frames <count>', 'how many frames the mask has')
      .requiredOption('--frame-rate <rate>', 'frames a second, such as 21.533203125 (44100 / 2048)')
      .option('--from <seconds>', 'where a region begins; repeat --from and --to for several regions', collectValues)
      .option('--to <seconds>', 'where it ends', collectValues)
      .option(
        '--feather <seconds>',
        'soft borders: how long, in seconds, the mask falls from 1 to 0 outside each region',
        '0',
      )
      .option('--channels <count>', 'equal rows, one for each channel', '1')
      .requiredOption('-o, --output <file>', 'where to: .npy, .npz or .safetensors')
      .option('--force', 'replace a file that is there', false)
      .option('--json', 'print one JSON object instead')
      .addHelpText(
        'after',
        examples(
          'mask --frames 128 --frame-rate 21.533203125 --from 1.5 --to 3 -o m.npy',
          'mask --frames 128 --frame-rate 21.533203125 --channels 64 --from 0 --to 1 --from 2 --to 3 --feather 0.1 -o m.npy',
        ),
      ),
  run: (_, typed, { io }) =>
    pipe(
      TE.Do,
      TE.bindW('options', () => TE.fromEither(decodeOptions(Options, typed))),
      TE.bindW('target', ({ options: { output, force } }) => checkTensorTarget(output, force)),
      TE.bindW('regions', ({ options: { from, to } }) => TE.fromEither(regionsOf(from, to))),
      TE.bindW('ranges', ({ options: { frameRate, frames }, regions }) =>
        TE.fromEither(ranges(regions, frameRate, frames)),
      ),
      TE.bindW('mask', ({ options, regions }) =>
        TE.fromEither(
          pipe(
            valueOrRefusal(
              feather(
                maskOf([1, options.channels, options.frames], regions, options.frameRate),
                nearestCount(options.feather, options.frameRate),
              ),
            ),
            E.mapLeft(fromSampleError),
          ),
        ),
      ),
      TE.flatMap(({ options: { output, force, frameRate }, ranges: of, mask: { shape, data } }) =>
        pipe(
          writeTensorTo(output, { shape, data }, force, io),
          TE.map(() =>
            success([`wrote ${output}: ${shape.join(' x ')}, 1 on frames ${rangesText(of)}`], {
              output,
              shape,
              frameRate,
              regions: of,
            }),
          ),
        ),
      ),
    ),
}
