import type { Audio } from '@sigmastream/audio'
import type { ReadonlyF32 } from '@sigmastream/core'
import { describe, expect, it } from 'vitest'
import { fillGap } from '../src/index.js'
import { tone } from './support.js'

/** A tone that a gate has cut: 0.4 s of it, 0.4 s of silence with a click at 0.6 s, and so on. */
const gated = (): Audio => {
  const { sampleRate, channels } = tone(1.6)
  return {
    sampleRate,
    channels: channels.map((samples) =>
      samples.slice().map((sample, n) => (n >= 4800 && n < 4815 ? 0.8 : Math.floor(n / 3200) % 2 === 1 ? 0 : sample)),
    ),
  }
}

const peakIn = ({ sampleRate, channels }: Audio, from: number, to: number): number =>
  channels.reduce(
    (most, samples) =>
      Math.max(most, ...samples.slice(Math.round(from * sampleRate), Math.round(to * sampleRate)).map(Math.abs)),
    0,
  )

/** Samples as text that is the same where every bit is: to compare so many one by one takes long. */
const bitsOf = (samples: ReadonlyF32): string => Buffer.from(samples.slice().buffer).toString('hex')

const heardOf = async (clip: Audio, regions: readonly { from: number; to: number }[], seed: number): Promise<Audio> => {
  const { sound } = await fillGap(clip, regions, { steps: 2, seed })
  if (sound === null) throw new Error('it was not listened to')
  return sound.audio
}

describe('a click in a silent pause', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('is gone with seed %d, and all else is the recording', async (seed) => {
    const clip = gated()
    const heard = await heardOf(clip, [{ from: 0.57, to: 0.63 }], seed)
    expect(peakIn(heard, 0.4, 0.8)).toBe(0)
    const wanted = clip.channels.map((samples) =>
      samples.slice().map((sample, n) => (n >= 4800 && n < 4815 ? 0 : sample)),
    )
    expect(heard.channels.map(bitsOf)).toEqual(wanted.map(bitsOf))
  })

  it('is gone where there is nothing but silence to learn from', async () => {
    const click = new Float32Array(16_000).fill(0.8, 8000, 8010)
    const heard = await heardOf({ sampleRate: 8000, channels: [click] }, [{ from: 0.9, to: 1.1 }], 1)
    expect(peakIn(heard, 0, 2)).toBe(0)
  })

  it('is gone beside another gap, which is filled with sound', async () => {
    const regions = [
      { from: 0.57, to: 0.63 },
      { from: 0.9, to: 1 },
    ]
    const heard = await heardOf(gated(), regions, 1)
    expect(peakIn(heard, 0.4, 0.8)).toBe(0)
    expect(peakIn(heard, 0.92, 0.98)).toBeGreaterThan(0.1)
  })

  it('is no reason to fill a gap in sound with silence', async () => {
    const heard = await heardOf(gated(), [{ from: 0.1, to: 0.2 }], 1)
    expect(peakIn(heard, 0.12, 0.18)).toBeGreaterThan(0.1)
  })
})
