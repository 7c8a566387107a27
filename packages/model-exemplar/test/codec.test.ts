import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exemplarCodec, type Sound } from '../src/index.js'
import { stretchesOutside } from '../src/ranges.js'
import { farthest, refusal, right, scattered, sounds } from './support.js'

const codecOf = (sound: Sound) => right(exemplarCodec([{ sound, leaveOut: [] }]))

/** The sound with other samples in `from` to `to`. */
const changed = ({ sampleRate, channels }: Sound, from: number, to: number): Sound => ({
  sampleRate,
  channels: channels.map((samples) => samples.slice().map((value, i) => (i >= from && i < to ? 5 - value : value))),
})

/** A sound with a region inside it, as samples: `from` below `to`. */
const withRegion = sounds(3000).chain((sound) => {
  const length = sound.channels[0]?.length ?? 0
  return fc
    .tuple(fc.nat(length - 1), fc.integer({ min: 1, max: length }))
    .map(([a, size]) => ({ sound, from: a, to: Math.min(length, a + size) }))
})

describe('exemplarCodec', () => {
  it('decodes what it encoded, for any length and channel count', () => {
    fc.assert(
      fc.property(sounds(2000), (sound) => {
        const codec = codecOf(sound)
        const decoded = codec.decode(right(codec.encode(sound)), sound.channels[0]?.length ?? 0)
        expect(decoded).toHaveLength(sound.channels.length)
        decoded.forEach((samples, i) => expect(farthest(samples, sound.channels[i] ?? [])).toBeLessThan(1e-5))
      }),
    )
  })

  it('decodes what it encoded though other clips taught it its levels, silent bands included', () => {
    const quiet = {
      sampleRate: 44100,
      channels: [Float32Array.from({ length: 5000 }, (_, i) => 1e-3 * Math.sin(i / 50))],
    }
    const loud = { sampleRate: 44100, channels: [scattered(3000, 1)] }
    const codec = codecOf(quiet)
    expect(farthest(codec.decode(right(codec.encode(loud)), 3000)[0] ?? [], loud.channels[0] ?? [])).toBeLessThan(1e-5)
  })

  it('stacks the channels of a sound along those of a latent of unit variance, 86 frames a second', () => {
    const sound = { sampleRate: 44100, channels: [scattered(44100, 1), scattered(44100, 2)] }
    const codec = codecOf(sound)
    const { shape, data } = right(codec.encode(sound))
    expect(shape).toEqual([1, 1024, 88])
    expect(codec.frameRate).toBeCloseTo(86.13, 2)
    expect(data.slice().reduce((sum, value) => sum + value * value, 0) / data.length).toBeCloseTo(1, 3)
  })

  it('meets a repetition to the sample, where it is told by how many samples a clip repeats', () => {
    const [lag, length] = [1234, 4000]
    const samples = scattered(2 * length, 5)
    samples.copyWithin(1000 + lag, 1000, 3000)
    const sound = { sampleRate: 8000, channels: [samples] }
    const codec = codecOf(sound)
    const reference = right(codec.encode(sound))
    const hop = Math.round(codec.sampleRate / codec.frameRate)
    // frame 12 lies within the samples that are repeated, and is a frame of an exemplar again
    const frame = (latent: typeof reference, at: number) =>
      Array.from({ length: hop }, (_, row) => latent.data[row * latent.shape[2] + at] ?? Number.NaN)
    const nearest = (lags: readonly number[]) =>
      Math.min(
        ...codec
          .exemplars(8, lags)
          .flatMap(({ latent }) =>
            Array.from({ length: latent.shape[2] }, (_, at) => farthest(frame(latent, at), frame(reference, 12))).slice(
              15,
            ),
          ),
      )
    expect(nearest([lag])).toBeLessThan(1e-5)
    expect(nearest([])).toBeGreaterThan(0.1)
    expect(codec.exemplars(8, [lag])).toHaveLength(8)
  })

  it('says which frames a region has a part in: all that change with it, and no other', () => {
    fc.assert(
      fc.property(withRegion, ({ sound, from, to }) => {
        const codec = codecOf(sound)
        const before = right(codec.encode(sound))
        const after = right(codec.encode(changed(sound, from, to)))
        const frames = before.shape[2]
        const differs = (frame: number): boolean =>
          Array.from({ length: before.shape[1] }, (_, row) => row * frames + frame).some(
            (i) => before.data[i] !== after.data[i],
          )
        const { start, end } = codec.framesOf({ from: from / sound.sampleRate, to: to / sound.sampleRate })
        expect(end).toBeLessThanOrEqual(frames)
        expect(Array.from({ length: frames }, (_, frame) => differs(frame))).toEqual(
          Array.from({ length: frames }, (_, frame) => frame >= start && frame < end),
        )
      }),
      { numRuns: 30 },
    )
  })

  it('learns nothing from a region that is left out: neither levels nor patches', () => {
    fc.assert(
      fc.property(withRegion, fc.constantFrom(1, 2, 4), ({ sound, from, to }, shifts) => {
        const leaveOut = [{ from: from / sound.sampleRate, to: to / sound.sampleRate }]
        const learnt = (clip: Sound) => {
          const codec = exemplarCodec([{ sound: clip, leaveOut }])
          if (codec._tag === 'Left') return codec
          return codec.right.exemplars(shifts).map(
            ({
              latent: {
                shape: [, channels, frames],
                data,
              },
              leaveOut: left,
            }) =>
              stretchesOutside(left, frames).map(({ start, end }) =>
                Array.from({ length: channels }, (_, row) => data.slice(row * frames + start, row * frames + end)),
              ),
          )
        }
        expect(learnt(changed(sound, from, to))).toEqual(learnt(sound))
      }),
      { numRuns: 30 },
    )
  })

  it('encodes a clip at several shifts between frames', () => {
    const samples = scattered(4000, 3)
    const codec = codecOf({ sampleRate: 8000, channels: [samples] })
    const [none, half] = codec.exemplars(2)
    const hop = 8000 / codec.frameRate
    const later = right(codec.encode({ sampleRate: 8000, channels: [samples.slice(hop / 2)] }))
    expect(none?.latent).toEqual(right(codec.encode({ sampleRate: 8000, channels: [samples] })))
    expect(none?.leaveOut).toEqual([])
    expect(half?.latent).toEqual(later)
    expect(half?.leaveOut).not.toEqual([])
  })

  it('learns of a long clip what is around the region, or the middle, and never more than 8192 frames', () => {
    const sound = { sampleRate: 1000, channels: [scattered(200_000, 4)] }
    const framesIn = (leaveOut: readonly { from: number; to: number }[]) =>
      right(exemplarCodec([{ sound, leaveOut }]))
        .exemplars(8)
        .reduce((sum, { latent }) => sum + latent.shape[2], 0)
    const everything = right(codecOf(sound).encode(sound)).shape[2] * 8
    expect(everything).toBeGreaterThan(8192)
    expect(framesIn([])).toBeLessThan(8192 + 8 * 2)
    expect(framesIn([{ from: 100, to: 101 }])).toBeLessThan(8192 + 8 * (2 + 1000 / 8))
    expect(framesIn([{ from: 0, to: 1 }])).toBeLessThan(8192)
  })

  it('refuses silence, no clip, and clips that do not fit each other', () => {
    const sound = { sampleRate: 8000, channels: [scattered(1000, 5)] }
    const silent = { sampleRate: 8000, channels: [new Float32Array(1000)] }
    expect(refusal(exemplarCodec([]))).toMatch(/at least one clip/)
    expect(refusal(exemplarCodec([{ sound: silent, leaveOut: [] }]))).toMatch(/silence/)
    expect(refusal(exemplarCodec([{ sound, leaveOut: [{ from: 0, to: 0.125 }] }]))).toMatch(
      /nothing left outside the regions/,
    )
    expect(
      refusal(exemplarCodec([sound, { ...sound, sampleRate: 44100 }].map((one) => ({ sound: one, leaveOut: [] })))),
    ).toMatch(/1 channels at 44100 Hz; give 1 channels at 8000 Hz/)
    expect(refusal(codecOf(sound).encode({ ...sound, channels: [...sound.channels, ...sound.channels] }))).toMatch(
      /give 1 channels at 8000 Hz/,
    )
  })
})
