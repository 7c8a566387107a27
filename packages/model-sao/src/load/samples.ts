import { open } from 'node:fs/promises'
import { setImmediate as turn } from 'node:timers/promises'
import { bytesAtOnce, type StoredWeight } from '@sigmastream/checkpoint'
import { messageOf } from '@sigmastream/core'
import { taskEither as TE } from 'fp-ts'
import type { CheckpointError } from '../checkpoint/errors.js'

/** Bytes of each sample of a weight, and how many there are of it. */
const BLOCK = 1024
const COUNT = 17

/** Bytes of a file: `from` up to, not including, `to`. */
interface Stretch {
  readonly file: string
  readonly from: number
  readonly to: number
}

/** The bytes `from` to `to` of a weight, counted through all of its parts. */
const stretches = ({ parts }: StoredWeight, from: number, to: number): readonly Stretch[] =>
  parts.flatMap(({ file, offset, length }, i) => {
    const start = parts.slice(0, i).reduce((sum, before) => sum + before.length, 0)
    const [low, high] = [Math.max(from, start), Math.min(to, start + length)]
    return low < high ? [{ file, from: offset + low - start, to: offset + high - start }] : []
  })

const stretchesToSample = (weight: StoredWeight): readonly Stretch[] => {
  const size = weight.parts.reduce((sum, { length }) => sum + length, 0)
  if (size <= COUNT * BLOCK) return stretches(weight, 0, size)
  const starts = Array.from({ length: COUNT }, (_, i) => Math.floor((i * (size - BLOCK)) / (COUNT - 1)))
  return starts.flatMap((from) => stretches(weight, from, from + BLOCK))
}

/** Samples that are read before others may do something: to wait for each of twelve thousand takes longer than reading. */
const TOGETHER = 64

/** The samples of one file, each under its stretch. */
const readFrom = async (
  file: string,
  wanted: readonly Stretch[],
): Promise<readonly (readonly [Stretch, Uint8Array])[]> => {
  const handle = await open(file, 'r')
  try {
    const read: (readonly [Stretch, Uint8Array])[] = []
    for (const [i, stretch] of wanted.entries()) {
      if (i % TOGETHER === TOGETHER - 1) await turn()
      read.push([stretch, bytesAtOnce(handle, stretch.from, stretch.to - stretch.from)])
    }
    return read
  } finally {
    await handle.close()
  }
}

const unreadable =
  (file: string) =>
  (cause: unknown): CheckpointError => ({
    _tag: 'UnreadableWeights',
    error: { _tag: 'FileNotReadable', file, reason: messageOf(cause) },
  })

/**
 * Seventeen samples of 1024 bytes of each weight, evenly spread from its first byte to its last, or all of it where it
 * is no longer than that, in order of the weights. Errors: `UnreadableWeights`.
 */
export const readSamples = (
  weights: readonly StoredWeight[],
): TE.TaskEither<CheckpointError, readonly Uint8Array[]> => {
  const wanted = weights.flatMap(stretchesToSample)
  const files = [...new Set(wanted.map(({ file }) => file))]
  const read = (file: string) =>
    TE.tryCatch(
      () =>
        readFrom(
          file,
          wanted.filter((stretch) => stretch.file === file),
        ),
      unreadable(file),
    )
  return TE.map((found: readonly (readonly (readonly [Stretch, Uint8Array])[])[]) => {
    const bytes = new Map(found.flat())
    return wanted.flatMap((stretch) => bytes.get(stretch) ?? [])
  })(TE.traverseSeqArray(read)(files))
}
