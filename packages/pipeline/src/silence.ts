import { type Audio, isSilent, sampleCount } from '@sigmastream/audio'
import type { Region } from '@sigmastream/core'
import { stretchOf } from './samples.js'

/** How far to each side of a region its surroundings tell, at the least, whether silence belongs there, in seconds. */
export const besideSeconds = 0.01

/**
 * Whether there is sound on one side of a region, or on both, and within `beside` seconds it is silence. Regions are in
 * seconds.
 */
export const inSilence = (audio: Audio, { from, to }: Region, beside: number): boolean => {
  const at = (seconds: number): number => Math.max(0, Math.round(seconds * audio.sampleRate))
  const sides = [stretchOf(audio, at(from - beside), at(from)), stretchOf(audio, at(to), at(to + beside))].filter(
    (side) => sampleCount(side) > 0,
  )
  return sides.length > 0 && sides.every(isSilent)
}

/** Whether a region lies in a pause: it is silent on each side for at least as long as the region is. */
export const inPause = (audio: Audio, region: Region): boolean =>
  inSilence(audio, region, Math.max(besideSeconds, region.to - region.from))

/** Sound with silence in regions. */
export const silencedIn = (audio: Audio, regions: readonly Region[]): Audio => {
  if (regions.length === 0) return audio
  return {
    sampleRate: audio.sampleRate,
    channels: audio.channels.map((samples) => {
      const out = samples.slice()
      for (const { from, to } of regions)
        out.fill(0, Math.max(0, Math.floor(from * audio.sampleRate)), Math.max(0, Math.ceil(to * audio.sampleRate)))
      return out
    }),
  }
}
