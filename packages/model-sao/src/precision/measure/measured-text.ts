import { randomUUID } from 'node:crypto'
import { realpath, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ReadonlyF32 } from '@sigmastream/core'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Weights } from '../../checkpoint/weights.js'
import type { StableAudioError } from '../../errors.js'
import { openT5GemmaNetwork } from '../../text/t5gemma/network.js'
import { packingFailure } from '../errors.js'
import { isTextWeight } from '../matrices.js'
import { type PackedModel, packedPath, packingsOf } from '../packed-weights.js'
import { originOf, readPacked } from '../read.js'
import { writePacked } from '../write.js'
import { decibels } from './decibels.js'
import type { TextSample } from './text-activations.js'

/** How well the tokens that a text encoder makes of prompts hold where its matrices are packed. */
export interface MeasuredText {
  /** The energy of the tokens in float32 over that of their difference, in dB. */
  readonly decibels: number
  /** In dB. Below it the text encoder stays in float32. */
  readonly limit: number
}

/**
 * The limit, in dB: an error of a tenth of what the tokens are. Weights without outliers lie 5 dB and more above, as for
 * single matrices, so that what is below is out of the ordinary.
 */
const TEXT_LIMIT = 20

/** The text encoder of a model by itself, packed into a file that is gone when `use` is through. */
const withPackedText = <A>(
  packed: PackedModel,
  kept: readonly string[],
  signal: AbortSignal | undefined,
  use: (weights: Weights) => TE.TaskEither<StableAudioError, A>,
): TE.TaskEither<StableAudioError, A> => {
  // A name that is swept where this process is ended: see `writePacked`.
  const path = join(dirname(packedPath(packed)), `text-${randomUUID()}.tmp`)
  const packings = packingsOf(packed, kept).filter(({ weight }) => isTextWeight(weight))
  const unreadable: StableAudioError = {
    _tag: 'PackingFolderUnusable',
    path: dirname(path),
    reason: 'what was written there is not read again',
  }
  return TE.bracket(
    writePacked(path, packings, { ...originOf(packed), kept: JSON.stringify(kept) }, { signal }),
    () =>
      pipe(
        TE.tryCatch(() => realpath(path), packingFailure(path)),
        TE.flatMapTask((real) => readPacked(real, originOf(packed))),
        TE.flatMap(TE.fromOption(() => unreadable)),
        TE.flatMap(({ weights }) => use(weights)),
      ),
    () => TE.fromTask(() => rm(path, { force: true })),
  )
}

/** The energies of what is right, and of its difference from what is rounded, of all together; in float64. */
const decibelsOf = (exact: readonly ReadonlyF32[], rounded: readonly ReadonlyF32[]): number => {
  let [signal, noise] = [0, 0]
  exact.forEach((tokens, at) => {
    for (let i = 0; i < tokens.length; i++) {
      // Both have a row for each prompt, of one shape.
      signal += tokens[i]! ** 2
      noise += (tokens[i]! - rounded[at]![i]!) ** 2
    }
  })
  return decibels(signal, noise)
}

/**
 * How well the tokens of the prompts hold where the text encoder is packed but for the matrices in `kept`: what the
 * network that is conditioned on them hears of the rounding. Errors: those of `openT5GemmaNetwork` and its runs, and of
 * packing.
 */
export const measureText = (
  { config, prompts }: TextSample,
  weights: Weights,
  packed: PackedModel,
  kept: readonly string[],
  threads: number,
  signal?: AbortSignal,
): TE.TaskEither<StableAudioError, MeasuredText> => {
  const told = (from: Weights): TE.TaskEither<StableAudioError, readonly ReadonlyF32[]> =>
    TE.bracket(
      openT5GemmaNetwork(config, weights, { threads }, from),
      (network) =>
        pipe(
          prompts,
          TE.traverseSeqArray((prompt) => network.run(prompt, signal)),
        ),
      (network) => TE.fromTask(network.close),
    )
  return pipe(
    TE.Do,
    TE.apSW('exact', told(weights)),
    TE.bindW('rounded', () => withPackedText(packed, kept, signal, told)),
    TE.map(({ exact, rounded }) => ({ decibels: decibelsOf(exact, rounded), limit: TEXT_LIMIT })),
  )
}
