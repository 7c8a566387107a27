import type { FrameRange } from '@sigmastream/core'
import { type ExemplarClip, framesTouched, learntSamples, lengthOf } from './clips.js'
import type { Mdct } from './mdct.js'
import type { Exemplar } from './patches.js'
import { mostFrames } from './sizes.js'
import { whiten } from './whitening.js'

const exemplarAt = (
  clip: ExemplarClip,
  learnt: FrameRange,
  shift: number,
  transform: Mdct,
  scales: Float64Array,
): Exemplar => {
  const { sampleRate, channels } = clip.sound
  const hop = transform.bands
  const origin = learnt.start + shift
  const latent = whiten(
    channels.map((samples) => transform.forward(samples.slice(origin, learnt.end))),
    hop,
    scales,
  )
  const regions = clip.leaveOut.map(({ from, to }) => framesTouched(from * sampleRate, to * sampleRate, origin, hop))
  // Frames over an end that is not the clip's own hold a part of what is there; the clip's own silence around it is
  // learnt once.
  const before = origin > 0 ? [{ start: 0, end: 1 }] : []
  const after =
    origin > 0 || learnt.end < lengthOf(clip.sound)
      ? [{ start: Math.floor((learnt.end - origin) / hop), end: latent.shape[2] }]
      : []
  return { latent, leaveOut: [...regions, ...before, ...after] }
}

/**
 * `count` equal steps from one frame to the next, in samples, each `wanted` one in place of the step that is nearest to
 * it.
 */
const shiftsWith = (count: number, wanted: readonly number[], hop: number): readonly number[] => {
  const even = Array.from({ length: count }, (_, i) => Math.floor((i * hop) / count))
  const distance = (a: number, b: number): number => Math.min((a - b + hop) % hop, (b - a + hop) % hop)
  return wanted.reduce((shifts, shift) => {
    const [nearest] = shifts
      .filter((one) => !wanted.includes(one))
      .toSorted((a, b) => distance(a, shift) - distance(b, shift))
    return shifts.includes(shift) ? shifts : shifts.map((one) => (one === nearest ? shift : one))
  }, even)
}

/**
 * The clips as exemplars at `shifts` steps from one frame to the next, of long clips a part: see `Codec.exemplars`.
 */
export const exemplarsOf = (
  clips: readonly ExemplarClip[],
  shifts: number,
  lags: readonly number[],
  transform: Mdct,
  scales: Float64Array,
): readonly Exemplar[] => {
  const hop = transform.bands
  const most = Math.floor(mostFrames / (shifts * clips.length)) * hop
  return clips.flatMap((clip) => {
    const learnt = learntSamples(clip, most)
    const wanted = lags.map((lag) => (((lag - learnt.start) % hop) + hop) % hop)
    return shiftsWith(shifts, wanted, hop).map((shift) => exemplarAt(clip, learnt, shift, transform, scales))
  })
}
