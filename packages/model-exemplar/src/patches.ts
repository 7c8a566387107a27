import { type FrameRange, type Latent, refuse, showShape } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import type { ExemplarError } from './errors.js'
import { stretchesOutside } from './ranges.js'

/** Latents to learn from, `[batch, channels, frames]`, and the frames of them that are not to be learnt. */
export interface Exemplar {
  readonly latent: Latent
  readonly leaveOut: readonly FrameRange[]
}

/** Everything that is learnt: frames one after the other, and the stretches of them that belong together. */
export interface Patches {
  readonly channels: number
  readonly frames: number
  /** `[frames][channels]`. */
  readonly data: Float32Array
  /** In order, and together all frames. A patch is some frames of one run. */
  readonly runs: readonly FrameRange[]
}

/** The fewest frames in a row from which anything can be learnt. */
const fewestFrames = 4

const copyRun = (
  out: Float32Array,
  offset: number,
  { shape: [, channels, frames], data }: Latent,
  item: number,
  run: FrameRange,
): void => {
  const base = item * channels * frames
  // offset + ... stays below the sum of all runs' sizes, and the source index inside the item's [channels][frames]
  for (let frame = run.start; frame < run.end; frame++) {
    for (let channel = 0; channel < channels; channel++) {
      out[(offset + frame - run.start) * channels + channel] = data[base + channel * frames + frame]!
    }
  }
}

/**
 * The stretches of the exemplars that may be learnt; those of fewer than 4 frames are left out. Refused: no exemplar,
 * exemplars of different channel counts, nothing left.
 */
export const patchesOf = (exemplars: readonly Exemplar[]): E.Either<ExemplarError, Patches> => {
  const [first] = exemplars
  if (first === undefined) return refuse('exemplars', 'none', 'at least one clip to learn from')
  const [, channels] = first.latent.shape
  const other = exemplars.find(({ latent }) => latent.shape[1] !== channels)
  if (other !== undefined) {
    return refuse(
      'exemplars',
      `latents of ${showShape(first.latent.shape)} and of ${showShape(other.latent.shape)}`,
      'latents with equal channels',
    )
  }
  const pieces = exemplars.flatMap(({ latent, leaveOut }) =>
    Array.from({ length: latent.shape[0] }, (_, item) =>
      stretchesOutside(leaveOut, latent.shape[2])
        .filter(({ start, end }) => end - start >= fewestFrames)
        .map((run) => ({ latent, item, run })),
    ).flat(),
  )
  if (pieces.length === 0) {
    return refuse(
      'exemplars',
      `no ${fewestFrames} frames in a row that are not left out`,
      'a longer clip, a shorter region, or other clips to learn from',
    )
  }
  const runs = pieces.reduce<readonly FrameRange[]>((before, { run: { start, end } }) => {
    const from = before.at(-1)?.end ?? 0
    return [...before, { start: from, end: from + end - start }]
  }, [])
  const frames = runs.at(-1)?.end ?? 0
  const data = new Float32Array(frames * channels)
  pieces.forEach(({ latent, item, run }, i) => copyRun(data, runs[i]!.start, latent, item, run)) // one run for each piece
  return E.right({ channels, frames, data, runs })
}

/** Frames of the longest run. */
export const longestRun = ({ runs }: Patches): number =>
  runs.reduce((longest, { start, end }) => Math.max(longest, end - start), 0)

/** The root of the mean square of everything that is learnt. */
export const rootMeanSquare = ({ data }: Patches): number =>
  Math.sqrt(data.reduce((sum, value) => sum + value * value, 0) / Math.max(1, data.length))
