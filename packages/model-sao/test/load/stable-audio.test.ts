import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { batchItem, combine, firstNonFinite, type Latent, orThrow, plan, run } from '@sigmastream/core'
import { keyed } from '@sigmastream/core/noise'
import { polyexponential } from '@sigmastream/core/schedules'
import { dpmpp3mSde } from '@sigmastream/samplers'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { loadStableAudio, type StableAudio } from '../../src/index.js'
import { inFolder } from '../checkpoint/support.js'
import { distance, fixtures, layouts, left, noSignal, openTiny, recorded, right, values } from './support.js'

const items = [
  { prompt: '128 BPM electronic drum loop', secondsStart: 0, secondsTotal: 5 },
  { prompt: 'glitchy sub bass patch, I made it in Serum', secondsStart: 0, secondsTotal: 30 },
] as const
const [drums] = items

/** From a prompt to sound: three steps over 0.1 s. */
const heard = async (model: StableAudio) => {
  const denoiser = right(await model.denoiser({ items: [drums], guidance: { scale: 7 } })())
  const shape = [1, model.geometry.latentChannels, model.frames(0.1)] as const
  const sigmas = polyexponential({ steps: 3, sigmaMin: 0.3, sigmaMax: 500 })
  const { x } = orThrow(
    await run(orThrow(plan({ step: dpmpp3mSde(), schedule: sigmas, shape })), { denoiser, noise: keyed(1) })(),
  )
  return right(await model.decode(x)())
}

describe.each(layouts)('a model in the layout "%s"', async (layout) => {
  const model = await openTiny(layout)
  afterAll(model.close)

  it('knows its geometry and objective', () => {
    expect(model.objective).toBe('v')
    expect(model.geometry).toEqual({
      sampleRate: 44_100,
      audioChannels: 2,
      latentChannels: 8,
      frameSamples: 64,
      maxFrames: 256,
      frameRate: 44_100 / 64,
    })
  })

  const sigmas = [
    [500, 0],
    [80, 1],
    [3, 2],
    [0.3, 3],
  ] as const
  it.each(sigmas)('denoises what prompts describe at sigma %d as PyTorch does', async (sigma, i) => {
    const denoiser = right(await model.denoiser({ items, guidance: { scale: 7 } })())
    const denoised = await denoiser(recorded(`vdenoiser.${i}.x`), sigma, noSignal)
    expect(distance(denoised, recorded(`vdenoiser.${i}.denoised`))).toBeLessThan(1e-5)
  })

  it.each([0, 1])('leads item %i away from its negative prompt as PyTorch does', async (i) => {
    const denoiser = right(
      await model.denoiser({ items, negative: ['low quality', 'noise'], guidance: { scale: 7 } })(),
    )
    // The network's input and its answer v are recorded at time t, which is 2 atan(sigma) / pi.
    const sigma = Math.tan((Math.PI * (values('dit.t')[i] ?? NaN)) / 2)
    const root = Math.sqrt(sigma ** 2 + 1)
    const denoised = await denoiser(combine([root, recorded('dit.x')]), sigma, noSignal)
    const expected = combine([1 / root, recorded('dit.x')], [-sigma / root, recorded('dit.cfg7_negative')])
    expect(distance(batchItem(denoised, i), batchItem(expected, i))).toBeLessThan(1e-5)
  })

  it('encodes and decodes as PyTorch does', async () => {
    const encoded = right(await model.encode(recorded('vae.audio'), { noise: recorded('vae.eps') })())
    expect(distance(encoded.latent, recorded('vae.latent'))).toBeLessThan(1e-5)
    expect(distance(right(await model.decode(recorded('vae.z'))()), recorded('vae.decoded'))).toBeLessThan(1e-5)
  })

  it('makes sound of a prompt', async () => {
    const sound = await heard(model)
    expect(sound.shape).toEqual([1, 2, 69 * 64])
    expect(firstNonFinite(sound)).toBeNull()
    expect(Math.max(...sound.data)).toBeGreaterThan(0)
  })
})

describe('a model', async () => {
  const model = await openTiny()
  afterAll(model.close)
  const x = recorded('vdenoiser.2.x')
  const about = async (negative: readonly string[] | undefined): Promise<Latent> => {
    const request = { items, guidance: { scale: 7 }, ...(negative === undefined ? {} : { negative }) }
    return right(await model.denoiser(request)())(x, 3, noSignal)
  }

  it('sounds the same from both of its layouts', async () => {
    const other = await openTiny('diffusers')
    const [ours, theirs] = await Promise.all([heard(model), heard(other)]).finally(other.close)
    expect(distance(theirs, ours)).toBeLessThan(1e-4)
  })

  it('takes one negative prompt for all items, and an empty one is not none', async () => {
    expect(distance(await about(['noise']), await about(['noise', 'noise']))).toBeLessThan(1e-6)
    expect(distance(await about(['']), await about(undefined))).toBeGreaterThan(1e-4)
  })

  it('serves any batch with one batchItem, and only its own with several', async () => {
    const denoiser = right(await model.denoiser({ items: [drums], guidance: { scale: 7 } })())
    const both = await denoiser(x, 3, noSignal)
    expect(distance(batchItem(both, 1), await denoiser(batchItem(x, 1), 3, noSignal))).toBeLessThan(1e-5)
    const two = right(await model.denoiser({ items, guidance: { scale: 1 } })())
    await expect(two(batchItem(x, 0), 3, noSignal)).rejects.toThrow('a batch of 1, conditioned for 2')
  })

  it('makes the denoisers of many requests, each with the bits of its own alone, and none of none', async () => {
    const requests = [
      { items: [drums], guidance: { scale: 7 } },
      { items, negative: ['noise'], guidance: { scale: 3, phi: 0.7 } },
      { items: [items[1]], negative: [drums.prompt], guidance: { scale: 5 } },
      { items: [drums], guidance: { scale: 1 } },
    ]
    const together = right(await model.denoisers(requests)())
    expect(together.length).toBe(requests.length)
    for (const [i, request] of requests.entries()) {
      const alone = right(await model.denoiser(request)())
      expect(await together[i]?.(x, 3, noSignal)).toEqual(await alone(x, 3, noSignal))
    }
    expect(right(await model.denoisers([])())).toEqual([])
    const bad = { items: [], guidance: { scale: 7 } }
    expect(left(await model.denoisers([...requests, bad])())).toMatchObject({ _tag: 'Refused', subject: 'the items' })
  })

  it('answers with the same bits, and the same errors, where its networks open beside each other and where one opens behind the other', async () => {
    const request = { items: [drums], guidance: { scale: 7 } }
    const answers: Latent[] = []
    for (const available of [0, 2 ** 40]) {
      const opened = right(await loadStableAudio(`${fixtures}checkpoint`, { threads: 1, available })())
      expect(left(await opened.denoiser({ ...request, items: [] })())).toMatchObject({ _tag: 'Refused' })
      expect(left(await opened.denoiser(request, AbortSignal.abort())())).toEqual({ _tag: 'RunAborted' })
      answers.push(await right(await opened.denoiser(request)())(x, 3, noSignal))
      await opened.close()
    }
    expect(answers[1]).toEqual(answers[0])
  })

  it('refuses a request that does not fit, by name', async () => {
    const guidance = { scale: 7 }
    expect(left(await model.denoiser({ items: [], guidance })())).toMatchObject({
      _tag: 'Refused',
      subject: 'the items',
    })
    const negatives = { _tag: 'Refused', subject: 'the negative prompts' }
    expect(left(await model.denoiser({ items, negative: [], guidance })())).toMatchObject(negatives)
    expect(left(await model.denoiser({ items, negative: ['a', 'b', 'c'], guidance })())).toMatchObject(negatives)
    expect(left(await model.denoiser({ items, guidance: { scale: NaN } })())).toMatchObject({ subject: 'guidance' })
    const late = { ...drums, secondsTotal: NaN }
    expect(left(await model.denoiser({ items: [late], guidance })())).toMatchObject({ key: 'seconds of an item' })
  })

  it('stops where its signal is aborted', async () => {
    const signal = AbortSignal.abort()
    expect(left(await model.denoiser({ items, guidance: { scale: 7 } }, signal)())).toEqual({ _tag: 'RunAborted' })
    expect(left(await model.encode(recorded('vae.audio'), { signal })())).toEqual({ _tag: 'RunAborted' })
    expect(left(await model.decode(recorded('vae.z'), { signal })())).toEqual({ _tag: 'RunAborted' })
  })

  it('ends its threads at its close, and is not opened again', async () => {
    const closed = await openTiny()
    const denoiser = right(await closed.denoiser({ items, guidance: { scale: 1 } })())
    await closed.close()
    await closed.close()
    await expect(denoiser(x, 3, noSignal)).rejects.toThrow('the session is closed')
    expect(left(await closed.denoiser({ items, guidance: { scale: 1 } })())).toEqual({ _tag: 'SessionClosed' })
    expect(left(await closed.encode(recorded('vae.audio'))())).toEqual({ _tag: 'SessionClosed' })
    expect(left(await closed.decode(recorded('vae.z'))())).toEqual({ _tag: 'SessionClosed' })
  })

  it('takes as many frames as cover the seconds, from one to the most that it knows', () => {
    const { frameSamples, sampleRate, maxFrames } = model.geometry
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (seconds) => {
        const frames = model.frames(seconds)
        const samples = Math.round(seconds * sampleRate)
        expect(Number.isInteger(frames) && frames >= 1 && frames <= maxFrames).toBe(true)
        expect(frames === maxFrames || frames * frameSamples >= samples).toBe(true)
        expect(frames === 1 || (frames - 1) * frameSamples < samples).toBe(true)
      }),
    )
    fc.assert(
      fc.property(fc.integer({ min: 1, max: maxFrames }), (frames) => {
        expect(model.frames((frames * frameSamples) / sampleRate)).toBe(frames)
      }),
    )
  })

  it('says what is missing before it reads a weight', () =>
    inFolder(async (parent) => {
      const folder = join(parent, 'model')
      await cp(`${fixtures}checkpoint`, folder, { recursive: true })
      await rm(join(folder, 'text_encoder'), { recursive: true })
      expect(left(await loadStableAudio(folder)())).toMatchObject({ _tag: 'MissingText' })
      expect(left(await loadStableAudio(join(parent, 'none'))())).toMatchObject({ _tag: 'FolderMissing' })
    }))
})
