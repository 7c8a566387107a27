import { fileURLToPath } from 'node:url'
import { either as E } from 'fp-ts'
import { lastValueFrom } from 'rxjs'
import { describe, expect, it } from 'vitest'
import {
  type Clip,
  edit,
  extend,
  generate,
  inpaint,
  latentsClip,
  loop,
  planOf,
  type Recipe,
  type Result,
  render,
  soundClip,
  stableAudio,
  vary,
} from '../src/index.js'

/** Samples of a frame, and of a second. */
const [frame, rate] = [128, 44_100]
const asked = { prompt: 'rain', steps: 2, seed: 3, threads: 1, headroom: 0 } as const

const modelOf = (name: string) =>
  stableAudio(fileURLToPath(new URL(`../../../fixtures/${name}/checkpoint`, import.meta.url)))

const makerOf = (size: string) => {
  const model = modelOf(`tiny-sa3-${size}`)
  return async (recipe: Recipe, clip: Clip | null = null): Promise<Result> => {
    const last = await lastValueFrom(render({ ...asked, ...recipe }, { model, clip }))
    if (last._tag !== 'Rendered') throw new Error(last._tag)
    return last.result
  }
}

const samplesOf = ({ sound }: Result): readonly number[] => [...(sound?.audio.channels[0] ?? [])]

/** A tone of so many samples. */
const toneOf = (samples: number) => {
  const sine = Float32Array.from({ length: samples }, (_, n) => 0.3 * Math.sin(n / 9))
  return { sampleRate: rate, channels: [sine, sine] }
}

const seconds = (16 * frame) / rate

it('where all is to be made anew, filling is generating, bit for bit', async () => {
  const made = makerOf('small')
  const { latent } = await made({ ...generate, seconds })
  const source = latentsClip({ shape: latent.shape, data: latent.data.slice().fill(0.7) })
  const all = [{ from: 0, to: seconds }]
  expect((await made(inpaint(all, { method: 'native' }), source)).latent.data).toEqual(latent.data)
  expect((await made(inpaint(all, { method: 'both' }), source)).latent.data).toEqual(latent.data)
})

it.each(['small', 'medium'])(
  'what is told is heard in the gap, and what is put back is what it was: %s',
  async (size) => {
    const made = makerOf(size)
    const data = Float32Array.from({ length: 16 * 16 }, (_, i) => Math.sin(i))
    const gap = [{ from: (4 * frame) / rate, to: (8 * frame) / rate }]
    const filled = async (method: 'both' | 'projection' | 'native'): Promise<readonly number[]> => [
      ...(await made(inpaint(gap, { method }), latentsClip({ shape: [1, 16, 16], data }))).latent.data,
    ]
    const outside = (values: ArrayLike<number>): readonly number[] =>
      Array.from(values).filter((_, i) => i % 16 < 4 || i % 16 >= 8)
    const [both, untold, native] = [await filled('both'), await filled('projection'), await filled('native')]
    expect(outside(both)).toEqual(outside(data))
    expect(outside(untold)).toEqual(outside(data))
    expect(outside(native)).not.toEqual(outside(data))
    expect(both).not.toEqual(untold)
  },
)

describe('a gap in a long recording', () => {
  const clip = soundClip(toneOf(400 * frame))
  /** How many windows a gap of so many frames is made in, and how many frames the model hears of it. */
  const heardBy = async (name: string, frames: number) => {
    const { headroom: _, ...recipe } = asked
    const gap = inpaint([{ from: (70 * frame) / rate, to: ((70 + frames) * frame) / rate }])
    const job = await planOf({ ...gap, ...recipe }, { model: modelOf(name), clip })()
    if (E.isLeft(job)) throw new Error(JSON.stringify(job.left))
    return { windows: job.right.piece.windows?.length ?? 1, frames: job.right.piece.shape[2] }
  }

  it('of middle length is made in one window, with as much beside it as there is room for', async () => {
    const { windows, frames } = await heardBy('tiny-sa3-small', 38)
    expect(windows).toBe(1)
    expect(frames).toBeGreaterThanOrEqual(62)
  })

  it('that all but fills a window is made in two, so that the model hears what surrounds it', async () => {
    expect(await heardBy('tiny-sa3-small', 60)).toMatchObject({ windows: 2 })
  })

  it('is made by Stable Audio Open with no less beside it than windows share, as ever', async () => {
    expect(await heardBy('tiny-sao', 76)).toMatchObject({ windows: 2 })
  })
})

describe('a recording and Stable Audio 3', () => {
  const made = makerOf('small')
  const clip = soundClip(toneOf(36 * frame))
  const own = [...(clip.audio.channels[0] ?? [])]

  it.each<readonly [string, Recipe]>([
    ['a variation', vary({ amount: 0.5 })],
    ['edited on its own noise', { ...edit('a tone', { invert: true }), steps: 4 }],
  ])('is %s', async (_, recipe) => {
    const samples = samplesOf(await made(recipe, clip))
    expect(samples).toHaveLength(36 * frame)
    expect(samples).not.toEqual(own)
  })

  it('goes on beyond a window, and stays', async () => {
    const { sound, job } = await made(extend({ after: (70 * frame) / rate }), clip)
    expect(sound?.audio.channels[0]).toHaveLength(106 * frame)
    expect([...(sound?.audio.channels[0] ?? [])].slice(0, 36 * frame)).toEqual(own)
    expect(job.piece.windows?.length).toBeGreaterThan(1)
  })

  it('becomes a loop, and stays but for its seam', async () => {
    const seam = (6 * frame) / rate
    const result = await made(loop({ seam }), clip)
    expect(samplesOf(result).slice(0, 30 * frame)).toEqual(own.slice(0, 30 * frame))
    expect(samplesOf(result)).not.toEqual(own)
    expect(result.latent.shape[2]).toBe(36)
    expect(result.seam).not.toBeNull()
  })
})
