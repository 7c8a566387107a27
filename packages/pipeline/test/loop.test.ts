import { type Audio, type Patch, putPatches, sampleCount, seamOf } from '@sigmastream/audio'
import type { Region } from '@sigmastream/core'
import fc from 'fast-check'
import { lastValueFrom } from 'rxjs'
import { describe, expect, it } from 'vitest'
import {
  exemplar,
  fillGap,
  type LoopOptions,
  latentsClip,
  loop,
  loopSound,
  planOf,
  type Recipe,
  type Result,
  recipeJson,
  recordOf,
  regionsOf,
  render,
  restyle,
  soundClip,
} from '../src/index.js'
import { fromTurn, inTurn, turnAudio, turnBack, turnFor } from '../src/loop/turn.js'
import { decodeRecipe } from '../src/recipe/recipe.js'
import { errorOf } from './support.js'

const sampleRate = 1024

/** Strokes of several pitches over a tone that fits no whole number of times: cut anywhere, it clicks. */
const recording = (seconds: number): Audio => ({
  sampleRate,
  channels: [0, 1].map((channel) =>
    Float32Array.from({ length: seconds * sampleRate }, (_, n) => {
      const stroke = Math.exp(-(n % 256) / 60) * Math.sin(n * 0.9 * (1 + (Math.floor(n / 256) % 3)))
      return 0.2 * Math.cos(0.0731 * n + channel) + 0.3 * stroke
    }),
  ),
})

const take = recording(5)
const few = { steps: 3, seed: 7 } as const

const cut = ({ channels }: Audio, from: number, to: number): readonly (readonly number[])[] =>
  channels.map((samples) => [...samples.subarray(Math.round(from * sampleRate), Math.round(to * sampleRate))])

const audioOf = ({ sound }: Result): Audio => {
  if (sound === null) throw new Error('it was listened to')
  return sound.audio
}

const jobOf = async (recipe: Recipe) => {
  const planned = await planOf({ ...few, ...recipe }, { model: exemplar(), clip: soundClip(take) })()
  if (planned._tag === 'Left') throw new Error(JSON.stringify(planned.left))
  return planned.right
}

/** What a stored recipe makes. */
const madeBy = async (recipe: Recipe): Promise<Result> => {
  const events = render(recipe, { model: exemplar(), clip: soundClip(take) })
  const last = await lastValueFrom(events)
  if (last._tag !== 'Rendered') throw new Error('it was not rendered')
  return last.result
}

/** Samples as one text: equal sounds are equal texts. */
const text = ({ channels }: Audio): string => channels.map((samples) => [...samples].join(' ')).join('\n')

it('a loop is turned where its gaps leave most, in the middle of that, and not at all where they leave a sample', () => {
  expect(turnFor([{ from: 90, width: 20 }], 100, sampleRate)?.by).toBe(50)
  expect(turnFor([{ from: 0, width: 98 }], 100, sampleRate)?.by).toBe(99)
  expect(turnFor([{ from: 0, width: 99 }], 100, sampleRate)).toBeNull()
})

describe('a loop is turned to be worked on', () => {
  const length = 200
  const stretches = fc
    .array(fc.record({ from: fc.integer({ min: 0, max: length - 1 }), width: fc.integer({ min: 1, max: 60 }) }), {
      minLength: 1,
      maxLength: 3,
    })
    .filter((all) => all.reduce((sum, { width }) => sum + width, 0) < length - 10)

  it('so that every stretch is inside, and what stays reaches as far to both ends', () =>
    fc.assert(
      fc.property(stretches, (all) => {
        const turn = turnFor(all, length, 10)
        expect(turn).not.toBeNull()
        if (turn === null) return
        const placed = all
          .map(({ from, width }) => ({ from: from / 10, to: ((from + width) % length) / 10 }))
          .map(inTurn(turn))
        for (const { from, to } of placed) {
          expect(from).toBeGreaterThan(0)
          expect(to).toBeLessThan(length / 10)
          expect(from).toBeLessThan(to)
        }
        const first = Math.min(...placed.map(({ from }) => from))
        const last = Math.max(...placed.map(({ to }) => to))
        expect(Math.abs(first - (length / 10 - last))).toBeLessThan(0.11)
      }),
    ))

  it('and back, sample for sample; a patch across the end comes back as two', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: length - 1 }),
        fc.integer({ min: 0, max: length - 1 }),
        fc.integer({ min: 1, max: length }),
        (by, start, size) => {
          const turn = { by, length, sampleRate: 10 }
          const ring: Audio = { sampleRate: 10, channels: [Float32Array.from({ length }, (_, n) => n)] }
          const turned = turnAudio(ring, by)
          expect(turned.channels[0]?.[0]).toBe(by)
          expect(text(turnBack(turned, turn))).toBe(text(ring))
          const patch: Patch = { start, channels: [new Float32Array(Math.min(size, length - start)).fill(-1)] }
          expect(text(putPatches(ring, fromTurn(turn)(patch)))).toBe(text(turnBack(putPatches(turned, [patch]), turn)))
        },
      ),
    ))

  it('in no way where nothing of it stays', () => {
    expect(turnFor([{ from: 150, width: 200 }], length, 10)).toBeNull()
    expect(
      turnFor(
        [
          { from: 0, width: 120 },
          { from: 100, width: 100 },
        ],
        length,
        10,
      ),
    ).toBeNull()
  })
})

describe('a clip that is made a loop', () => {
  const loopOf = loopSound(take, { seconds: 4, seam: 0.5 }, few)

  it('is as long as was asked, and only its end is new', async () => {
    const audio = audioOf(await loopOf)
    expect(sampleCount(audio)).toBe(4 * sampleRate)
    expect(cut(audio, 0, 3.5)).toEqual(cut(take, 0, 3.5))
    for (const [c, now] of cut(audio, 3.5, 4).entries()) expect(now).not.toEqual(cut(take, 3.5, 4)[c])
  })

  it('goes round without a click, where the clip that was cut has one', async () => {
    const { seam } = await loopOf
    expect(seam?.click.seam).toBeLessThanOrEqual(seam?.click.most ?? NaN)
    const torn = seamOf({ sampleRate, channels: take.channels.map((samples) => samples.slice(0, 4 * sampleRate)) })
    expect(torn.click.seam).toBeGreaterThan(torn.click.most)
  })

  it('says in its recipe what makes it again, in bars too', async () => {
    const made = await loopOf
    const record = recordOf(made.job, 'pcm16')
    expect(record).toMatchObject({ command: 'loop', seconds: 4, seam: 0.5 })
    expect(Object.keys(record)).not.toContain('regions')
    expect(regionsOf(made.job.recipe)).toEqual([{ from: 3.5, to: 4 }])
    const decoded = decodeRecipe(recipeJson(made.job.recipe))
    if (decoded._tag === 'Left') throw new Error(decoded.left.field)
    const again = await madeBy(decoded.right)
    expect(cut(audioOf(again), 0, 4)).toEqual(cut(audioOf(made), 0, 4))
    const inBars = await loopSound(take, { bars: 2, bpm: 120, seam: 0.5 }, few)
    expect(cut(audioOf(inBars), 0, 4)).toEqual(cut(audioOf(made), 0, 4))
    expect(recordOf(inBars.job, null)).toMatchObject({ bars: 2, bpm: 120, seconds: 4 })
  })

  it('is learnt from what was cut off as well, which is no part of it', async () => {
    const short: Audio = { sampleRate, channels: take.channels.map((samples) => samples.slice(0, 2 * sampleRate)) }
    const [alone, among] = [await loopSound(short, {}, few), await loopSound(take, { seconds: 2 }, few)]
    for (const result of [alone, among]) {
      expect(sampleCount(audioOf(result))).toBe(2 * sampleRate)
      expect(cut(audioOf(result), 0, 1.75)).toEqual(cut(take, 0, 1.75))
    }
    expect(cut(audioOf(among), 1.75, 2)).not.toEqual(cut(audioOf(alone), 1.75, 2))
  })

  it('is all of the clip where no length is said, and an eighth of a short one is made anew', async () => {
    const { recipe } = await jobOf(loop())
    expect(recipe).toMatchObject({ seconds: 5, seam: 0.5 })
    expect((await jobOf(loop({ seconds: 2 }))).recipe).toMatchObject({ seconds: 2, seam: 0.25 })
  })
})

describe('a gap in a loop', () => {
  it('goes round the end where it begins after its own', async () => {
    const result = await fillGap(take, [{ from: 4.75, to: 0.25 }], { ...few, loop: true })
    expect(cut(audioOf(result), 0.25, 4.75)).toEqual(cut(take, 0.25, 4.75))
    for (const [from, to] of [
      [4.75, 5],
      [0, 0.25],
    ] as const)
      for (const [c, now] of cut(audioOf(result), from, to).entries()) expect(now).not.toEqual(cut(take, from, to)[c])
    expect(result.seam?.click.seam).toBeLessThanOrEqual(result.seam?.click.most ?? NaN)
    expect(recordOf(result.job, null)).toMatchObject({ loop: true, regions: [{ from: 4.75, to: 0.25 }] })
  })

  it('is the same gap wherever the loop begins: it has no beginning', async () => {
    const by = 700
    const moved = ({ from, to }: Region): Region => ({ from: place(from), to: place(to) })
    const place = (seconds: number): number =>
      ((seconds * sampleRate - by + 5 * sampleRate) % (5 * sampleRate)) / sampleRate
    const gaps = [
      { from: 1, to: 1.25 },
      { from: 3, to: 3.125 },
    ]
    const here = await fillGap(take, gaps, { ...few, loop: true, feather: 0.0625 })
    const there = await fillGap(turnAudio(take, by), gaps.map(moved), { ...few, loop: true, feather: 0.0625 })
    expect(text(audioOf(there))).toBe(text(turnAudio(audioOf(here), by)))
  })
})

describe('a loop that cannot be is refused by name', () => {
  const refusals: readonly (readonly [string, LoopOptions, string, string])[] = [
    ['longer than the clip', { seconds: 6 }, 'seconds', 'is 5 s long, and no loop of 6 s can be cut from it'],
    ['longer in bars', { bars: 4, bpm: 120 }, 'bars', 'no loop of 8 s'],
    ['of bars without a tempo', { bars: 4 }, 'bars', 'bars without bpm is no length'],
    ['of a tempo without bars', { bpm: 120 }, 'bpm', 'bpm without bars is no length'],
    ['of two lengths', { bars: 1, bpm: 120, seconds: 3 }, 'seconds', 'bars and bpm are 2 s, and seconds is 3'],
    [
      'with a seam of nothing',
      { seconds: 2, seam: 1e-6 },
      'seam',
      'seam is 0.000001 s, and the loop is 2 s long: give at least 0.001',
    ],
    ['of a seam that nothing could fill', { seconds: 4, seam: 3.5 }, 'seam', 'seam: a gap takes 3.5'],
    ['of nothing', { seconds: 0.001 }, 'seconds', 'a loop of 0.001 s is too short: give at least 0.1 s'],
    ['that is all seam', { seconds: 2, seam: 2 }, 'seam', 'give less, so that something of it stays'],
  ]
  it.each(refusals)('%s', async (_, how, field, message) => {
    const promise = loopSound(take, how, few)
    expect(await errorOf(promise)).toMatchObject({ _tag: 'BadRecipe', field })
    await expect(promise).rejects.toThrow(message)
  })

  const gaps: readonly (readonly [string, readonly Region[], object, string, string])[] = [
    ['past its end', [{ from: 4, to: 5.5 }], {}, 'regions', 'give places of the loop, from 0 to 5 s'],
    ['of nothing', [{ from: 1, to: 1 }], {}, 'regions', 'regions: from 1 to 1'],
    ['with a feather over all of it', [{ from: 0, to: 4 }], { feather: 0.5 }, 'regions', 'leave nothing of the loop'],
    ['with a paint window', [{ from: 4, to: 0.5 }], { paintEnd: 2 }, 'paintEnd', 'lets go what surrounds a gap'],
  ]
  it.each(gaps)('a gap %s', async (_, regions, how, field, message) => {
    const promise = fillGap(take, regions, { ...few, ...how, loop: true })
    expect(await errorOf(promise)).toMatchObject({ _tag: 'BadRecipe', field })
    await expect(promise).rejects.toThrow(message)
  })

  it('of latents, and of a clip that is made over', async () => {
    const clip = latentsClip({ shape: [1, 1, 8], data: new Float32Array(8).fill(1) })
    expect(await errorOf(loopSound(clip, {}, few))).toMatchObject({ _tag: 'BadRecipe', field: 'recording' })
    const planned = await planOf({ ...restyle(0.5), loop: true }, { model: exemplar(), clip: soundClip(take) })()
    expect(planned).toMatchObject({ left: { _tag: 'BadRecipe', field: 'loop' } })
  })
})
