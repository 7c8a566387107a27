import { stat } from 'node:fs/promises'
import { option as O, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Checkpoint } from '../checkpoint/checkpoint.js'
import { openCheckpoint } from '../checkpoint/open.js'
import type { StableAudioError } from '../errors.js'
import { packingFailure } from '../precision/errors.js'
import { isTextMatrix, weightsToPack } from '../precision/matrices.js'
import { measure } from '../precision/measure/measure.js'
import type { MeasuredAttention } from '../precision/measure/measured-attention.js'
import { type MeasuredMatrix, namesBelow } from '../precision/measure/measured-matrices.js'
import { type MeasuredText, measureText } from '../precision/measure/measured-text.js'
import { findWhole, type PackedModel, packedFolder, packModel } from '../precision/packed-weights.js'
import type { PackedPrecision } from '../precision/precision.js'
import { keepsJust, type PackedFile } from '../precision/read.js'
import type { PackingProgress } from '../precision/write.js'
import { identityOf } from './identity.js'
import { cacheOf, engineOf } from './options.js'
import { QUANTIZE_LIMITS, type QuantizeOptions } from './quantize-options.js'
import { shortRun } from './short-run.js'
import { textSampleOf } from './text-sample.js'

/** What became of a model. */
export interface QuantizeResult {
  /** The identity of the model in float32. */
  readonly model: string
  /** Every matrix that can be held in the precision, in the order in which they are measured. */
  readonly matrices: readonly MeasuredMatrix[]
  /** In dB. */
  readonly limit: number
  /** Every attention that is a difference of two, as those of Stable Audio 3 medium and of its autoencoders are. */
  readonly attentions: readonly MeasuredAttention[]
  /** How the tokens of the text encoder hold, where its matrices are among them; `null` where they are not. */
  readonly text: MeasuredText | null
  /** The names of those below the limit, sorted, and of all of the text encoder where its tokens are below theirs. */
  readonly kept: readonly string[]
  /** The file of the cache, its bytes, and those that the same weights take in the checkpoint. */
  readonly file: string
  readonly bytes: number
  readonly sourceBytes: number
  /** False where the same file was there already. */
  readonly written: boolean
}

/** The file that keeps these matrices, and whether it had to be written. */
interface PackingOutcome {
  readonly file: PackedFile
  readonly written: boolean
}

/** Another file under that name is replaced. */
const ensurePacked = (
  packed: PackedModel,
  kept: readonly string[],
  { signal, onProgress }: QuantizeOptions,
): TE.TaskEither<StableAudioError, PackingOutcome> => {
  const onPacking = (progress: PackingProgress): void => onProgress?.({ stage: 'packing', ...progress })
  return pipe(
    findWhole(packed, signal),
    TE.flatMap(
      (found): TE.TaskEither<StableAudioError, PackingOutcome> =>
        O.isSome(found) && keepsJust(found.value, kept)
          ? TE.right({ file: found.value, written: false })
          : pipe(
              packModel(packed, kept, { signal, onProgress: onPacking }),
              TE.map((file) => ({ file, written: true })),
            ),
    ),
  )
}

const sizeOf = ({ path }: PackedFile): TE.TaskEither<StableAudioError, number> =>
  pipe(
    TE.tryCatch(() => stat(path), packingFailure(path)),
    TE.map(({ size }) => size),
  )

/** Of a text encoder whose tokens do not hold, all is kept. */
const withText = (
  kept: readonly string[],
  matrices: readonly MeasuredMatrix[],
  text: MeasuredText | null,
): readonly string[] =>
  text === null || text.decibels >= text.limit
    ? kept
    : [...new Set([...kept, ...matrices.filter(isTextMatrix).map(({ name }) => name)])].toSorted()

const bytesIn = ({ stored }: Checkpoint, precision: PackedPrecision): number =>
  weightsToPack(stored, precision).reduce((sum, { parts }) => parts.reduce((all, { length }) => all + length, sum), 0)

/**
 * Packs the transformer of the model in `dir`, a SAME autoencoder and a T5Gemma text encoder into the cache, where
 * `loadStableAudio` finds them: the matrices of their blocks as `packingOf` says for `precision`, but for those that a
 * short run in float32 shows to lose too much by it, and for all of the text encoder where what it makes of a prompt
 * loses too much by what is left. The folder is only read. Errors: those of `loadStableAudio`, `StableAudio.denoiser` and
 * `Session.run`, `PackingDiskFull`, `PackingFolderUnusable`; the signal ends it with `RunAborted`, and nothing
 * half-made stays.
 */
export const quantize = (dir: string, options: QuantizeOptions): TE.TaskEither<StableAudioError, QuantizeResult> => {
  const { precision, limit = QUANTIZE_LIMITS[precision], signal, onProgress } = options
  const { threads } = engineOf(options)
  return pipe(
    TE.Do,
    TE.bindW('checkpoint', () => openCheckpoint(dir)),
    TE.bindW('model', ({ checkpoint }) => identityOf(checkpoint)),
    TE.let(
      'packing',
      ({ checkpoint: { stored }, model: identity }): PackedModel => ({
        cache: cacheOf(options),
        identity,
        stored,
        precision,
      }),
    ),
    TE.tap(({ packing }) => packedFolder(packing)),
    TE.bindW('short', ({ checkpoint }) => shortRun(checkpoint, options)),
    TE.bindW('sample', ({ checkpoint }) => textSampleOf(checkpoint, precision, options.prompt)),
    TE.bindW('measured', ({ checkpoint: { partConfigs, weights }, packing, short, sample }) =>
      measure(
        {
          config: partConfigs.dit,
          autoencoder: partConfigs.autoencoder,
          weights,
          threads,
          ...(sample === null ? {} : { text: sample }),
        },
        packing,
        limit,
        short,
        {
          signal,
          onProgress: (progress) => onProgress?.({ stage: 'measuring', ...progress }),
        },
      ),
    ),
    // Sorted, so that the entry does not depend on the layout that the model lies in.
    TE.let('below', ({ measured: { matrices } }) => namesBelow(limit, matrices).toSorted()),
    TE.bindW('text', ({ checkpoint: { weights }, sample, packing, below }) =>
      sample === null ? TE.right(null) : measureText(sample, weights, packing, below, threads, signal),
    ),
    TE.let('kept', ({ below, measured: { matrices }, text }) => withText(below, matrices, text)),
    TE.bindW('packed', ({ packing, kept }) => ensurePacked(packing, kept, options)),
    TE.bindW('bytes', ({ packed: { file } }) => sizeOf(file)),
    TE.map(
      ({ checkpoint, model, measured: { matrices, attentions }, text, kept, packed: { file, written }, bytes }) => ({
        model,
        matrices,
        limit,
        attentions,
        text,
        kept,
        file: file.path,
        bytes,
        sourceBytes: bytesIn(checkpoint, precision),
        written,
      }),
    ),
  )
}
