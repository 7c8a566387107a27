import { fileURLToPath } from 'node:url'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { describeRenderError, inpaint, planOf, soundClip, stableAudio } from '../src/index.js'
import { gapFrames } from '../src/stable-audio/gap-frames.js'
import { tone } from './support.js'

const model = stableAudio(fileURLToPath(new URL('../../../fixtures/tiny-sao/checkpoint', import.meta.url)))
const clip = soundClip(tone(0.3))

/** For every frame of a filling, whether it is made anew; and how many frames a second has. */
const madeAnew = async (from: number, to: number): Promise<{ readonly made: readonly number[]; rate: number }> => {
  const job = await planOf({ ...inpaint([{ from, to }]), prompt: 'rain', steps: 3, seed: 1 }, { model, clip })()
  if (E.isLeft(job)) throw new Error(JSON.stringify(job.left))
  const { task, frameRate, shape } = job.right.piece
  if (task._tag !== 'Inpaint') throw new Error(task._tag)
  return { made: [...task.mask.data.subarray(0, shape[2])], rate: frameRate ?? Number.NaN }
}

const geometry = { sampleRate: 44100, frameSamples: 2048, frameRate: 44100 / 2048 }

/** Why a region of ten frames is refused. */
const refusalOf = (method: 'native' | 'both', from: number, to: number): string => {
  const ranges = gapFrames({ method, profile: 'stable-audio-tools' }, geometry, [{ from, to }], 10)
  return E.isLeft(ranges) ? describeRenderError(ranges.left) : 'it is not refused'
}

describe('a region without a frame', () => {
  it('is refused for what it is: too short for method native, or behind the last frame', () => {
    expect(refusalOf('native', 0.005, 0.01)).toMatch(
      /native makes whole frames of .* give a longer gap, or method both/,
    )
    expect(refusalOf('both', 0.005, 0.01)).toBe('it is not refused')
    expect(refusalOf('both', 0.5, 0.6)).toMatch(
      /the gap from 0\.5 to 0\.6 s begins behind the last frame, at 0\.464399 s.*give a gap that begins before/,
    )
  })
})

describe('a region of a recording', () => {
  it.each([
    [0.1, 0.2],
    [0, 0.01],
    [0.25, 0.3],
  ])('from %d to %d s has every frame made anew that it has a part of, and no other', async (from, to) => {
    const { made, rate } = await madeAnew(from, to)
    expect(made).toContain(1)
    expect(made).toEqual(made.map((_, frame) => (frame < to * rate && frame + 1 > from * rate ? 1 : 0)))
  })
})
