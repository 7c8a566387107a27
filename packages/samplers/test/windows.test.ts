import { constant, type Denoiser, frameList, plan, run } from '@sigmastream/core'
import { gaussianDenoiser, pointDenoiser } from '@sigmastream/core/analytic'
import { assertLaw, mustHaveSameFrames, orThrow, testNoise, windowLaws } from '@sigmastream/laws'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  adaptiveProjection,
  catalogue,
  dpmpp2mSde,
  euler,
  evenWindows,
  guidedDenoiser,
  meanBlend,
  samplers,
  swapBlend,
  type WindowBlend,
  windowedDenoiser,
  withCfgpp,
  withGuidanceState,
} from '../src/index.js'

/** A blend of one's own: a window counts the more, the further a frame is from its ends. */
const crossfade: WindowBlend = (frame, covering) =>
  covering.map(({ start, end }) => Math.min(frame - start, end - 1 - frame) + 1)

describe.each([
  ['the mean', meanBlend],
  ['the swap', swapBlend],
  ['a crossfade', crossfade],
] as const)('windows under %s', (name, blend) => {
  const laws = windowLaws({
    name,
    windowed: (model, windows, frames) => windowedDenoiser(model, { frames, windows }, blend),
  })
  it.each(laws)('$name', async (law) => {
    await expect(assertLaw(law)).resolves.toBeUndefined()
  })
})

describe('even windows', () => {
  const sizes = fc
    .record({ frames: fc.integer({ min: 1, max: 60 }), window: fc.integer({ min: 1, max: 20 }) })
    .chain(({ frames, window }) =>
      fc.record({ frames: fc.constant(frames), window: fc.constant(window), overlap: fc.nat(window - 1) }),
    )

  it('are as few of one length as cover every frame, and neighbours share as much as was asked', () =>
    fc.assert(
      fc.property(sizes, (asked) => {
        const { frames, window, overlap } = asked
        const { windows, refusal } = evenWindows(asked)
        expect(refusal).toBeUndefined()
        expect([windows[0]?.start, windows.at(-1)?.end]).toEqual([0, frames])
        const most = Math.min(frames, window)
        expect(windows.every(({ start, end }) => end - start === most)).toBe(true)
        const shared = windows.slice(1).map(({ start }, i) => (windows[i]?.end ?? 0) - start)
        expect(Math.min(...shared, Infinity)).toBeGreaterThanOrEqual(overlap)
        // one window less, and neighbours could not share as much
        expect(windows.length === 1 || (windows.length - 1) * (window - overlap) + overlap < frames).toBe(true)
      }),
    ))
})

describe('a sampler on windows', () => {
  const shape = [1, 2, 9] as const
  const plain = gaussianDenoiser(0.5, 0.8)
  const long = windowedDenoiser(plain, evenWindows({ frames: 9, window: 4, overlap: 2 }), meanBlend)

  it.each(catalogue.map(({ name }) => name))(
    '%s goes where it goes without, where no window is needed',
    async (name) => {
      const sampling = plan({ step: samplers[name](), schedule: [20, 8, 3, 1, 0.4, 0], shape })
      const framesOn = async (denoiser: Denoiser) =>
        orThrow(await frameList(sampling, { denoiser, noise: testNoise(3) })())
      mustHaveSameFrames('on windows, and without', await framesOn(long), await framesOn(plain))
    },
  )

  it('keeps what guidance remembers of each window, under CFG++ too', async () => {
    const guided = guidedDenoiser(async (x, _, labels) => labels.map((label: number) => constant(x.shape, label)), {
      toward: 3,
      away: 1,
      scale: 0.8,
      rule: adaptiveProjection({ momentum: 0.5 }),
    })
    const step = withGuidanceState(withCfgpp(dpmpp2mSde()))
    const sampling = plan({ step, schedule: [20, 8, 3, 1, 0], shape })
    const on = async (denoiser: Denoiser) => orThrow(await frameList(sampling, { denoiser, noise: testNoise(3) })())
    const one = windowedDenoiser(guided, evenWindows({ frames: 9, window: 9, overlap: 0 }), meanBlend)
    mustHaveSameFrames('one window, and none', await on(one), await on(guided))
    const several = await on(windowedDenoiser(guided, evenWindows({ frames: 9, window: 4, overlap: 2 }), meanBlend))
    expect(several.at(-1)?.carry.past[0]?.slot).toMatchObject({ owner: 'windows', state: [{}, {}, {}, {}] })
  })

  it.each([-0, Infinity])('leaves an answer of %s as it is where windows agree in it', async (value) => {
    const agreed = windowedDenoiser(
      pointDenoiser(constant([1, 2, 4], value)),
      evenWindows({ frames: 9, window: 4, overlap: 2 }),
      meanBlend,
    )
    const { data } = await agreed(constant(shape, 1), 2, new AbortController().signal)
    expect(Array.from(data)).toEqual(Array.from({ length: 18 }, () => value))
  })

  it('does not look at a window whose turn it is not, whatever it answers', async () => {
    const layout = evenWindows({ frames: 6, window: 4, overlap: 2 })
    const answering = (value: number): Denoiser => pointDenoiser(constant([1, 1, 4], value))
    const { data } = await windowedDenoiser([answering(1), answering(NaN)], layout, swapBlend)(
      constant([1, 1, 6], 9),
      2,
      new AbortController().signal,
    )
    expect(Array.from(data)).toEqual([1, 1, 1, NaN, NaN, NaN])
  })

  it('is the model itself where one window holds all', () => {
    expect(windowedDenoiser(plain, evenWindows({ frames: 9, window: 9, overlap: 0 }), meanBlend)).toBe(plain)
  })

  it('tells each of its denoisers its own window', async () => {
    const layout = evenWindows({ frames: 9, window: 4, overlap: 2 })
    const numbered = layout.windows.map(({ start }) => pointDenoiser(constant([1, 2, 4], start)))
    const sampling = plan({ step: euler(), schedule: [1, 0], shape })
    const { x } = orThrow(
      await run(sampling, { denoiser: windowedDenoiser(numbered, layout, swapBlend), noise: testNoise(1) })(),
    )
    // windows 0-4, 1-5, 3-7, 5-9: frames 1 to 3 are of two and three of them by turns, and so on
    expect(Array.from(x.data.slice(0, 9))).toEqual([0, 1, 0, 0, 1, 5, 3, 5, 5])
  })

  it.each([
    [
      evenWindows({ frames: 9, window: 4, overlap: 4 }),
      meanBlend,
      'an overlap of 4 frames',
      'a whole number from 0 to 3',
    ],
    [
      evenWindows({ frames: 9, window: 0, overlap: 0 }),
      meanBlend,
      'windows of 0 frames',
      'a whole number of at least 1',
    ],
    [evenWindows({ frames: 1.5, window: 4, overlap: 0 }), meanBlend, '1.5 frames', 'a whole number of at least 1'],
    [{ frames: 9, windows: [{ start: 0, end: 10 }] }, meanBlend, 'frames 0 to 10', '0 <= start < end <= 9'],
    [
      { frames: 9, windows: [{ start: 0, end: 8 }] },
      meanBlend,
      'frame 8 in none of them',
      'windows that cover every frame',
    ],
    [evenWindows({ frames: 9, window: 4, overlap: 2 }), () => [0], 'weights 0 at frame 0', 'not all of them 0'],
    [
      evenWindows({ frames: 9, window: 4, overlap: 2 }),
      () => [1],
      'weights 1 at frame 1',
      'for each window that covers it',
    ],
  ] as const)('%j is refused when a run begins: %s', async (layout, blend, wrong, right) => {
    const sampling = plan({ step: euler(), schedule: [1, 0], shape })
    const asked = await run(sampling, { denoiser: windowedDenoiser(plain, layout, blend), noise: testNoise(1) })()
    expect(asked).toMatchObject({ left: { _tag: 'Refused', wrong, right: expect.stringContaining(right) } })
  })

  it('refuses other than as many denoisers as windows, and says which window was answered wrongly', async () => {
    const layout = evenWindows({ frames: 9, window: 4, overlap: 2 })
    const ask = (denoiser: Denoiser) =>
      run(plan({ step: euler(), schedule: [1, 0], shape }), { denoiser, noise: testNoise(1) })()
    expect(await ask(windowedDenoiser([plain], layout, meanBlend))).toMatchObject({
      left: { wrong: '1 denoisers for 4 windows', right: 'one for all, or one for each' },
    })
    expect(await ask(windowedDenoiser(pointDenoiser(constant(shape, 0)), layout, meanBlend))).toMatchObject({
      left: { message: 'window 0 was answered with a latent of 1x2x9; give 1x2x4' },
    })
    const other = plan({ step: euler(), schedule: [1, 0], shape: [1, 2, 8] })
    expect(await run(other, { denoiser: long, noise: testNoise(1) })()).toMatchObject({
      left: { message: 'a latent of 8 frames; the windows are of 9' },
    })
  })

  it('asks no window after an abort', async () => {
    const stop = new AbortController()
    let asked = 0
    const stopping: Denoiser = async (x) => {
      asked += 1
      stop.abort()
      return x
    }
    const sampling = plan({ step: euler(), schedule: [1, 0], shape })
    const denoiser = windowedDenoiser(stopping, evenWindows({ frames: 9, window: 4, overlap: 2 }), meanBlend)
    expect(await run(sampling, { denoiser, noise: testNoise(1) }, stop.signal)()).toMatchObject({
      left: { _tag: 'Aborted' },
    })
    expect(asked).toBe(1)
  })
})
