import { atLeast, type CountRule, doubleCount, type FrameRange, type Region, writtenCount } from '@sigmastream/core'
import { type Profile, profiles, type StableAudio } from '@sigmastream/model-sao'
import { either as E } from 'fp-ts'
import { type RenderError, refuseRecipe } from '../errors.js'
import { field, showNumber, words } from '../words.js'
import type { StableAudioRecipe } from './recipe.js'

type FrameGeometry = Pick<StableAudio['geometry'], 'sampleRate' | 'frameSamples' | 'frameRate'>

/** The last whole frame that is reached, or the one that has begun. */
const begunFrames: CountRule = (seconds, rate) => {
  const whole = writtenCount(seconds, rate)
  return whole / rate === seconds ? whole : whole + 1
}

/** Every frame that has a part in a region. */
const touchedFrames = ({ from, to }: Region, { frameRate }: FrameGeometry): FrameRange => ({
  start: writtenCount(from, frameRate),
  end: begunFrames(to, frameRate),
})

/** How programs count the frames of a gap that put nothing back. Source: see `profiles`. */
const toldFrames: Readonly<Record<Profile['gapFrames'], typeof touchedFrames>> = {
  // A mask of samples, of which frames take the first each (`int(seconds * sample_rate)`, then `interpolate`, nearest).
  'first-sample': ({ from, to }, { sampleRate, frameSamples }) => ({
    start: Math.ceil(doubleCount(from, sampleRate) / frameSamples),
    end: Math.ceil(doubleCount(to, sampleRate) / frameSamples),
  }),
  // `int(seconds * sampling_rate / downsampling_ratio)`
  'counted-down': ({ from, to }, { sampleRate, frameSamples }) => ({
    start: Math.floor((from * sampleRate) / frameSamples),
    end: Math.floor((to * sampleRate) / frameSamples),
  }),
}

/**
 * Of `frames`, those that are made anew for each region: every one that has a part in it, so that all of the region is
 * new, and what is beside it is put back to the sample. Where nothing is put back, as the program of the profile counts
 * them. Refused: a region that has none then, or that begins behind the last frame.
 */
export const gapFrames = (
  recipe: Pick<StableAudioRecipe, 'method' | 'profile'>,
  geometry: FrameGeometry,
  regions: readonly Region[],
  frames: number,
): E.Either<RenderError, readonly FrameRange[]> => {
  const isNative = recipe.method === 'native'
  const count = isNative ? toldFrames[profiles[recipe.profile].gapFrames] : touchedFrames
  const ranges = regions.map((region) => {
    const { start, end } = count(region, geometry)
    return { start, end: Math.min(frames, end) }
  })
  const empty = ranges.findIndex(({ start, end }) => start >= end)
  const region = regions[empty]
  if (region === undefined) return E.right(ranges)
  const gap = `the gap from ${showNumber(region.from)} to ${showNumber(region.to)} s`
  return isNative
    ? refuseRecipe(
        'method',
        words`${field('method')} native makes whole frames of ${showNumber(atLeast(1 / geometry.frameRate))} s, and none is in ${gap}`,
        words`give a longer gap, or ${field('method')} both`,
      )
    : refuseRecipe(
        'regions',
        [`${gap} begins behind the last frame, at ${showNumber(frames / geometry.frameRate)} s`],
        ['give a gap that begins before'],
      )
}
