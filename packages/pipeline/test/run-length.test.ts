import type { ModelTraits, StableAudio } from '@sigmastream/model-sao'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runLength } from '../src/stable-audio/run-length.js'

const geometry = {
  sampleRate: 44_100,
  audioChannels: 2,
  latentChannels: 256,
  frameSamples: 4096,
  maxFrames: 1292,
  frameRate: 44_100 / 4096,
}
const third: ModelTraits = { family: 'stable-audio-3', fillsGaps: true, frameMultiple: 2 }
const open: ModelTraits = { family: 'stable-audio-open', fillsGaps: false, frameMultiple: 1 }
interface Asked {
  readonly ends?: boolean
  readonly traits?: ModelTraits
  readonly fullWindow?: boolean
  readonly headroom?: number
  readonly padding?: 'left-out' | 'counted'
  readonly profile?: 'sa3' | 'sa3-diffusers'
}

const of = (seconds: number, { ends = true, traits = third, ...fields }: Asked = {}) => {
  const recipe = { profile: 'sa3', fullWindow: false, headroom: 6, ...fields } as const
  const model: Pick<StableAudio, 'geometry' | 'traits'> = { geometry, traits }
  return runLength(model, recipe, { seconds, samples: Math.round(seconds * 44_100), ends })
}

describe('how long a run of Stable Audio 3 is', () => {
  it('is the sound and six seconds of room, drawn for an even number of frames', () => {
    // 36 s are 387.6 frames, up to 388; the sound alone is 323 frames, the room 64 whole ones.
    expect(of(30)).toEqual({ frames: 387, drawn: 388, valid: null, covering: 323, hasRoom: true })
    expect(of(30, { headroom: 0 })).toEqual({ frames: 323, drawn: 324, valid: null, covering: 323, hasRoom: true })
  })

  it('counts the frames behind the room only where it is asked to', () => {
    const counted = { frames: 388, drawn: 388, valid: 387, covering: 323, hasRoom: true }
    expect(of(30, { padding: 'counted' })).toEqual(counted)
  })

  it('is as diffusers has it the frames that cover the sound and its room, and no more are drawn', () => {
    const profile = 'sa3-diffusers'
    expect(of(30, { profile, headroom: 0 })).toEqual({
      frames: 323,
      drawn: 323,
      valid: null,
      covering: 323,
      hasRoom: true,
    })
    expect(of(30, { profile, padding: 'counted' })).toEqual({
      frames: 388,
      drawn: 388,
      valid: null,
      covering: 323,
      hasRoom: true,
    })
  })

  it('has no room behind what has no end, is a whole window, or longer than one', () => {
    expect(of(30, { ends: false })).toEqual({ frames: 323, drawn: 323, valid: null, covering: 323, hasRoom: false })
    expect(of(30, { fullWindow: true })).toEqual({
      frames: 1292,
      drawn: 1292,
      valid: null,
      covering: 323,
      hasRoom: false,
    })
    expect(of(119)).toEqual({ frames: 1292, drawn: 1292, valid: null, covering: 1282, hasRoom: true })
    expect(of(200)).toEqual({ frames: 2154, drawn: 2154, valid: null, covering: 2154, hasRoom: false })
  })

  it('is that of the sound itself for other models', () => {
    expect(of(30, { traits: open })).toEqual({ frames: 323, drawn: 323, valid: null, covering: 323, hasRoom: false })
  })

  it('covers the sound, and never more than is drawn or the window has', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 121, noNaN: true }),
        fc.double({ min: 0, max: 9, noNaN: true }),
        (seconds, headroom) => {
          const { frames, drawn, covering } = of(seconds, { headroom })
          expect(frames * 4096).toBeGreaterThanOrEqual(Math.round(seconds * 44_100))
          expect(frames).toBeGreaterThanOrEqual(covering)
          expect(drawn - frames).toBeGreaterThanOrEqual(0)
          expect(drawn - frames).toBeLessThanOrEqual(3)
          expect(drawn <= 1292 || drawn === covering).toBe(true)
        },
      ),
    )
  })
})
