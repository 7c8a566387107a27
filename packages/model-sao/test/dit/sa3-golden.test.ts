import { batchItem, build, combine, type Latent, stack } from '@sigmastream/core'
import { openSession } from '@sigmastream/onnx'
import { adaptiveProjection, guidedDenoiser } from '@sigmastream/samplers'
import { afterAll, describe, expect, it } from 'vitest'
import type { GuidedThrough } from '../../src/dit/branches.js'
import type { Conditioning, Embedding } from '../../src/dit/conditioning.js'
import { ditHidden } from '../../src/dit/graph.js'
import { guidedFeeds } from '../../src/dit/guided-feeds.js'
import {
  openSa3,
  sa3Conditioning,
  sa3Config,
  sa3Folder,
  sa3Negative,
  sa3Recorded,
  sa3Tolerances,
  sa3Weights,
  sizes,
} from './sa3-support.js'
import { distance, embeddingOf, itemOf, latentOf, noSignal, right } from './support.js'

/** The first frames of a latent, and those behind them. */
const frames = ({ shape: [batch, channels, all], data }: Latent, from: number, to: number): Latent =>
  build([batch, channels, to - from], (out) => {
    for (let row = 0; row < batch * channels; row++)
      out.set(data.subarray(row * all + from, row * all + to), row * (to - from))
  })

/** One latent after the other in time. */
const joined = (a: Latent, b: Latent): Latent =>
  build([a.shape[0], a.shape[1], a.shape[2] + b.shape[2]], (out) => {
    const [first, second] = [a.shape[2], b.shape[2]]
    for (let row = 0; row < a.shape[0] * a.shape[1]; row++) {
      out.set(a.data.subarray(row * first, (row + 1) * first), row * (first + second))
      out.set(b.data.subarray(row * second, (row + 1) * second), row * (first + second) + first)
    }
  })

/** Guidance by adaptive projection in which only the first so many frames count; the others are led nowhere. */
const projected =
  (guidance: Conditioning['guidance'], apg: number, valid: number): GuidedThrough =>
  (branches, output) => {
    const rule = adaptiveProjection({ parallel: 1 - apg })
    return async (x, sigma, signal) => {
      const [toward = x, away = x] = await branches(x, sigma, ['toward', 'away'], signal)
      const answers = { toward: frames(toward, 0, valid), away: frames(away, 0, valid) }
      const model = async (_: Latent, __: number, names: readonly (keyof typeof answers)[]) =>
        names.map((name) => answers[name])
      const guided = guidedDenoiser(model, { ...guidance, toward: 'toward', away: 'away', rule, output })
      return joined(await guided(frames(x, 0, valid), sigma, signal), frames(toward, valid, x.shape[2]))
    }
  }

describe.each(sizes)('the diffusion transformer of Stable Audio 3 (%s)', async (size) => {
  const [get, tolerance, dit] = await Promise.all([sa3Recorded(size), sa3Tolerances(size), openSa3(size)])
  afterAll(dit.close)
  const x = latentOf(get('dit.x'))
  const times = [...get('dit.t').data]
  const ask = (conditioning: Conditioning, t = times, of: Latent = x) =>
    right(dit.network(conditioning))(of, t, noSignal)
  /** How far an answer is from the recorded one, of how far it may be. */
  const error = (answer: ArrayLike<number>, name: string) => distance(answer, get(name).data) / tolerance(name)
  const local = embeddingOf(get('inpaint.local_add_cond'))
  const valid = [0, 1].map((item) => {
    const mask = get('padding_mask').data.subarray(item * 24, (item + 1) * 24)
    return [...mask].filter((one) => one === 1).length
  })

  it.each([1, 0.999, 0.7, 0.3, 0.01].map((t, i) => [t, i] as const))('answers at t %d', async (t, i) => {
    const out = await ask(sa3Conditioning(get), [t, t])
    expect(error(out.data, `dit.t${i}.out`)).toBeLessThan(1)
    expect(error(combine([1, x], [-t, out]).data, `dit.t${i}.denoised`)).toBeLessThan(1)
  })

  it('answers items at times of their own', async () => {
    expect(error((await ask(sa3Conditioning(get))).data, 'dit.mixed.out')).toBeLessThan(1)
  })

  it.each([1, 7, 65])('answers %d frames', async (count) => {
    const { crossAttention, global, guidance } = sa3Conditioning(get)
    const conditioning = { crossAttention: itemOf(crossAttention, 0), global: itemOf(global, 0), guidance }
    const out = await ask(conditioning, times.slice(0, 1), latentOf(get(`dit.len${count}.x`)))
    expect(error(out.data, `dit.len${count}.out`)).toBeLessThan(1)
  })

  it('has the recorded tokens after each block, those of memory first', async () => {
    const config = await sa3Config(size)
    const model = right(ditHidden(config, await sa3Weights(size)))
    const session = right(await openSession(model, { threads: 1, externalFolder: `${sa3Folder(size)}/checkpoint` })())
    const { scale: _, phi: __, ...feeds } = guidedFeeds(config, x, times, sa3Conditioning(get), null)
    const hidden = right(await session.run(feeds)())
    await session.close()
    for (const block of [0, 1]) {
      const tokens = hidden[`hidden${block}`]
      expect(error(tokens?.type === 'float32' ? tokens.data : [], `dit.mixed.hidden.${block}`)).toBeLessThan(1)
    }
  })

  it('hears what is kept', async () => {
    expect(error((await ask(sa3Conditioning(get, { local }))).data, 'dit.inpaint.out')).toBeLessThan(1)
  })

  it('is guided in its graph as in the reference without a projection', async () => {
    expect(error((await ask(sa3Conditioning(get, { guidance: { scale: 4 } }))).data, 'dit.cfg4_apg0.out')).toBeLessThan(
      1,
    )
    const rescaled = await ask(sa3Conditioning(get, { guidance: { scale: 4, phi: 0.5 } }))
    expect(error(rescaled.data, 'dit.cfg4_apg0_phi0.5.out')).toBeLessThan(1)
  })

  const negative = sa3Negative(get)

  it.each([
    ['dit.cfg4_apg1.out', 1, {}, {}],
    ['dit.cfg4_apg0.5.out', 0.5, {}, {}],
    ['dit.cfg4_apg0.out', 0, {}, {}],
    ['dit.cfg4_apg0_phi0.5.out', 0, {}, { phi: 0.5 }],
    ['dit.cfg4_apg1_negative.out', 1, { negative }, {}],
    ['dit.inpaint_cfg4.out', 1, { local }, {}],
    ['dit.padded_cfg4.out', 1, { padding: { keys: 'counted' } }, {}],
  ] as const)(
    'is guided outside of its graph as %s',
    async (name, apg, told: { negative?: Embedding; local?: Embedding; padding?: object }, more) => {
      const guidance = { scale: 4, ...more }
      const whole = sa3Conditioning(get)
      const answers = await Promise.all(
        [0, 1].map(async (i) => {
          const [t, count] = [times[i] ?? NaN, told.padding === undefined ? 24 : (valid[i] ?? NaN)]
          const sigma = t / (1 - t)
          const denoiser = right(
            dit.denoiser({
              crossAttention: itemOf(whole.crossAttention, i),
              global: itemOf(whole.global, i),
              ...(told.negative === undefined ? {} : { negative: itemOf(told.negative, i) }),
              ...(told.local === undefined ? {} : { local: itemOf(told.local, i) }),
              ...(told.padding === undefined ? {} : { padding: { valid: [count], keys: 'counted' as const } }),
              guidance: { scale: 1 },
              through: projected(guidance, apg, count),
            }),
          )
          const xt = batchItem(x, i)
          const denoised = await denoiser(combine([1 + sigma, xt]), sigma, noSignal)
          return combine([1 / t, xt], [-1 / t, denoised])
        }),
      )
      const [one = x, two = x] = answers
      expect(error(stack([one, two]).data, name)).toBeLessThan(1)
    },
  )

  it('counts keys of padding without their values, as the reference does on a CPU', async () => {
    const out = await ask(sa3Conditioning(get, { padding: { valid, keys: 'counted' } }))
    expect(error(out.data, 'dit.padded.out')).toBeLessThan(1)
  })

  it('leaves padding out, as the reference does on a GPU, and answers nothing there', async () => {
    const out = batchItem(await ask(sa3Conditioning(get, { padding: { valid, keys: 'left-out' } })), 1)
    const count = valid[1] ?? NaN
    expect(error(frames(out, 0, count).data, 'dit.valid_only.out')).toBeLessThan(1)
    expect([...frames(out, count, 24).data].filter((value) => value !== 0)).toEqual([])
  })
})
