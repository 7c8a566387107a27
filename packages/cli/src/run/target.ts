import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { SampleEncoding } from '@sigmastream/audio'
import type { Clip } from '../clip.js'
import { type CliError, usage } from '../errors.js'
import { checkDistinct, checkTarget } from '../files.js'
import type { RunOptions } from '../options/run-options.js'
import { extensionOf, isTensorName } from '../tensor-output.js'
import { checkFolder } from './frames-folder.js'

/** What is to be written: sound, or a tensor with the record of the run in `<path>.json` beside it. */
export type Target =
  | { readonly _tag: 'Sound'; readonly path: string; readonly encoding: SampleEncoding }
  | { readonly _tag: 'Tensor'; readonly path: string; readonly record: string }

const soundExtensions = ['.wav', '.wave', '.flac']

/** What the name of an output asks for. A usage error: an extension that is not written, sound out of latents, FLAC of floats. */
export const targetOf = (
  path: string,
  encoding: SampleEncoding | undefined,
  fromLatents: boolean,
): E.Either<CliError, Target> => {
  const extension = extensionOf(path)
  const sound = fromLatents ? '' : '.wav or .flac for sound, '
  if (isTensorName(path))
    return encoding === undefined
      ? E.right({ _tag: 'Tensor', path, record: `${path}.json` })
      : E.left(usage(`--encoding is for sound, and ${path} is a tensor: leave it out, or give a name that ends in .wav or .flac`))
  if (!soundExtensions.includes(extension)) {
    return E.left(
      usage(
        `--output is "${path}": give a name that ends in ${sound}.npy, .npz or .safetensors${fromLatents ? '' : ' for latents'}`,
      ),
    )
  }
  if (fromLatents)
    return E.left(
      usage(
        `--output is "${path}", and latents cannot be heard without the model that made them: give .npy, .npz or .safetensors`,
      ),
    )
  return extension === '.flac' && encoding === 'float32'
    ? E.left(usage('--encoding is "float32", which FLAC cannot hold: give pcm16 or pcm24, or a name that ends in .wav'))
    : E.right({ _tag: 'Sound', path, encoding: encoding ?? 'pcm16' })
}

/** FLAC holds at most this. */
const flacLimits = { channels: 8, sampleRate: 655_350 }

/** Whether the format of the output can hold the clip's channels and rate. */
export const checkHolds = ({ path }: Target, clip: Clip): E.Either<CliError, void> => {
  if (clip._tag === 'Latents' || extensionOf(path) !== '.flac') return E.right(undefined)
  const { channels, sampleRate } = clip.audio
  return channels.length <= flacLimits.channels && sampleRate <= flacLimits.sampleRate
    ? E.right(undefined)
    : E.left(usage(`--output is "${path}", and FLAC cannot hold ${channels.length} channels at ${sampleRate} Hz: give .wav`))
}

/** Whether everything that a run is to write may be written, before it starts. */
export const checkTargets = (target: Target, { plot, saveFrames, force }: RunOptions): TE.TaskEither<CliError, void> => {
  const record: readonly (readonly [string, string])[] = target._tag === 'Tensor' ? [['--output', target.record]] : []
  const drawn: readonly (readonly [string, string])[] = plot === undefined ? [] : [['--plot', plot]]
  const files = [['--output', target.path] as const, ...record, ...drawn]
  const png = plot === undefined || extensionOf(plot) === '.png'
  return pipe(
    TE.fromEither<CliError, boolean>(png ? E.right(png) : E.left(usage(`--plot is "${plot}": give a name that ends in .png`))),
    TE.flatMap(() => checkDistinct([...files, ...(saveFrames === undefined ? [] : [['--save-frames', saveFrames] as const])])),
    TE.flatMap(() => TE.traverseSeqArray(([option, path]: readonly [string, string]) => checkTarget(option, path, force))(files)),
    TE.flatMap(() => (saveFrames === undefined ? TE.right('') : checkFolder(saveFrames, force))),
    TE.map(() => undefined),
  )
}
