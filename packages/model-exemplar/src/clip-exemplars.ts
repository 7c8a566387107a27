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
 * The clips as exemplars at `shifts` equal steps from one frame to the next, of long clips a part: see
 * `Codec.exemplars`.
 */
export const exemplarsOf = (
  clips: readonly ExemplarClip[],
  shifts: number,
  transform: Mdct,
  scales: Float64Array,
): readonly Exemplar[] => {
  const hop = transform.bands
  const most = Math.floor(mostFrames / (shifts * clips.length)) * hop
  return clips.flatMap((clip) => {
    const learnt = learntSamples(clip, most)
    return Array.from({ length: shifts }, (_, i) =>
      exemplarAt(clip, learnt, Math.floor((i * hop) / shifts), transform, scales),
    )
  })
}
