import type { ReadonlyF32 } from '@sigmastream/core'
import { type Audio, sampleCount } from './audio.js'
import { peakOf } from './levels.js'
import { mapSamples } from './map-samples.js'

/** Samples that take the place of a recording's, from its sample `start` on: `[channels][samples]`. */
export interface Patch {
  readonly start: number
  readonly channels: readonly ReadonlyF32[]
}

/** The sample behind the last of a patch. */
export const endOf = ({ start, channels }: Patch): number => start + (channels[0]?.length ?? 0)

/**
 * Sound with patches in it, as far as they reach into it; `from` is which sample of the recording its first one is. The
 * sound itself where none does.
 */
export const putPatches = (audio: Audio, patches: readonly Patch[], from = 0): Audio => {
  const until = from + sampleCount(audio)
  const inside = patches.filter((patch) => patch.start < until && endOf(patch) > from)
  if (inside.length === 0) return audio
  return {
    sampleRate: audio.sampleRate,
    channels: audio.channels.map((samples, c) => {
      const out = samples.slice()
      for (const { start, channels } of inside) {
        const part = (channels[c] ?? []).slice(Math.max(0, from - start), Math.max(0, until - start))
        out.set(part, Math.max(0, start - from))
      }
      return out
    }),
  }
}

/** How long a patch takes to become as loud as it is meant to be, in seconds. */
const rampSeconds = 0.005

/**
 * The patch with no sample beyond `peak`, which the recording around it does not exceed, and by how much it was brought
 * down: one gain over all of it, which begins and ends at 1 so that the joints stay as they are.
 */
export const withinPeak = (
  patch: Patch,
  peak: number,
  sampleRate: number,
): { readonly patch: Patch; readonly gain: number } => {
  const most = peakOf(patch)
  if (most <= peak) return { patch, gain: 1 }
  const gain = peak / most
  const length = endOf(patch) - patch.start
  const ramp = Math.max(1, Math.min(Math.round(rampSeconds * sampleRate), Math.floor(length / 2)))
  const gainAt = (i: number): number => {
    const part = Math.min(1, (Math.min(i, length - 1 - i) + 1) / ramp)
    return 1 + (gain - 1) * (0.5 - 0.5 * Math.cos(Math.PI * part))
  }
  return {
    patch: {
      start: patch.start,
      channels: patch.channels.map((samples) =>
        mapSamples(samples, (sample, i) => Math.max(-peak, Math.min(peak, sample * gainAt(i)))),
      ),
    },
    gain,
  }
}
