import { build, constant, type Latent, latent, type Refused, type Shape, sizeOf } from '@sigmastream/core'
import { torchCpuGenerator } from '@sigmastream/core/noise'
import type { Checkpoint, Padding } from '@sigmastream/model-sao/parts'
import type { Tensor } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { GenerateRun } from './golden.js'

/** Frames that latents are made a whole multiple of: a chunk of the encoder over its stride. */
const MULTIPLE = 2

/** One of a run's values, or all of them. */
export const manyOf = <A>(value: A | readonly A[] | undefined): readonly A[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly A[]) : [value as A]

type Sizes = Pick<Checkpoint['config'], 'sampleRate' | 'frameSamples' | 'sampleSize'>

/** How many samples so many seconds are. */
const samplesIn = (seconds: number, { sampleRate }: Sizes): number => Math.floor(seconds * sampleRate)

/**
 * The frames of a run: of its longest sound and the room behind it, filled up to whole frames and to two of them. Source:
 * stable-audio-3 `model.py`, `_adapt_sample_size`.
 */
export const framesOf = ({ duration, duration_padding_sec: room }: GenerateRun, sizes: Sizes): number => {
  const { frameSamples, sampleSize } = sizes
  const frames = Math.ceil(samplesIn(Math.max(...manyOf(duration)) + room, sizes) / frameSamples)
  return Math.min(MULTIPLE * Math.ceil(frames / MULTIPLE), Math.floor(sampleSize / frameSamples))
}

/** What of a run's frames is sound, as the reference counts it on a CPU. Source: `inference/sampling.py`. */
export const paddingOf = (
  { duration, duration_padding_sec: room }: GenerateRun,
  frames: number,
  sizes: Sizes,
): Padding => {
  const { frameSamples } = sizes
  const headroom = Math.floor(samplesIn(room, sizes) / frameSamples)
  return {
    keys: 'counted',
    valid: manyOf(duration).map((seconds) =>
      Math.min(frames, Math.ceil(samplesIn(seconds, sizes) / frameSamples) + headroom),
    ),
  }
}

/** Where a frame is made anew, 1, in the form of our masks: what is between the seconds of a run, and behind its end. */
export const maskOf = (run: GenerateRun, frames: number, sizes: Sizes): Latent => {
  const ends = manyOf(run.inpaint_mask_end_seconds)
  const gaps = manyOf(run.inpaint_mask_start_seconds).map((start, i) => ({
    start: samplesIn(start, sizes),
    end: samplesIn(ends[i] ?? NaN, sizes),
  }))
  const longest = samplesIn(Math.max(...manyOf(run.duration)), sizes)
  return build([1, 1, frames], (out) =>
    out.forEach((_, frame) => {
      const sample = frame * sizes.frameSamples
      const isGap = sample >= longest || gaps.some(({ start, end }) => start <= sample && sample < end)
      out[frame] = isGap ? 1 : 0
    }),
  )
}

/** A recorded sound `[channels, samples]`, cut to so many samples or filled up with silence. */
export const soundOf = ({ shape: [channels = 0, all = 0], data }: Tensor, samples: number): Latent =>
  build([1, channels, samples], (out) => {
    for (let channel = 0; channel < channels; channel++)
      out.set(data.subarray(channel * all, channel * all + Math.min(all, samples)), channel * samples)
  })

/** What PyTorch's generator draws on the CPU after a seed, one shape after the other. */
export const drawnBy = (seed: number, shapes: readonly Shape[]): E.Either<Refused, readonly Latent[]> =>
  pipe(
    torchCpuGenerator(seed),
    E.flatMap((first) => {
      let generator = first
      return E.traverseArray((shape: Shape) => {
        const { values, next } = generator.randn(sizeOf(shape), 'float32')
        generator = next
        return latent(shape, values)
      })(shapes)
    }),
  )

/** A sound within full scale; of one length cut to that, of several silent behind each end of what is sound. */
export const endedSound = (
  { shape: [batch, channels, all], data }: Latent,
  { duration }: GenerateRun,
  { valid }: Padding,
  sizes: Sizes,
): Latent => {
  const seconds = manyOf(duration)
  const kept = seconds.length === 1 ? samplesIn(seconds[0] ?? 0, sizes) : all
  return build([batch, channels, kept], (out) => {
    out.set(constant([batch, channels, kept], 0).data)
    for (let row = 0; row < batch * channels; row++) {
      const end = Math.min(kept, (valid[Math.floor(row / channels)] ?? 0) * sizes.frameSamples)
      for (let i = 0; i < end; i++) out[row * kept + i] = Math.min(1, Math.max(-1, data[row * all + i] ?? NaN))
    }
  })
}
