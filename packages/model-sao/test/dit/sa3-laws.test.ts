import { batchItem, build, combine, type Latent, latent, orThrow, stack } from '@sigmastream/core'
import { adaptiveProjection, guidedDenoiser } from '@sigmastream/samplers'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { Conditioning, Embedding } from '../../src/dit/conditioning.js'
import { openSa3, sa3Conditioning, sa3Recorded, sizes } from './sa3-support.js'
import { distance, embeddingOf, itemOf, left, noSignal, openTinyDit, right } from './support.js'

const [CHANNELS, WIDTH, LOCAL] = [16, 64, 17] as const

const value = fc.float({ min: -2, max: 2, noNaN: true })

const listOf = (count: number): fc.Arbitrary<number[]> => fc.array(value, { minLength: count, maxLength: count })

/** A latent of one item. */
const latentOf = (frames: number): fc.Arbitrary<Latent> =>
  listOf(CHANNELS * frames).map((list) => orThrow(latent([1, CHANNELS, frames], list)))

/** So many tokens without order: each is the one before it, or a new one. */
const tokensOf = (count: number): fc.Arbitrary<Embedding> =>
  fc.tuple(listOf(WIDTH), fc.array(fc.boolean(), { minLength: count, maxLength: count })).map(([first, fresh]) => {
    const data = new Float32Array(count * WIDTH)
    fresh.forEach((isFresh, i) => {
      for (let j = 0; j < WIDTH; j++)
        data[i * WIDTH + j] = i > 0 && !isFresh ? (data[(i - 1) * WIDTH + j] ?? 0) : Math.sin(i * j + (first[j] ?? 0))
    })
    return { dims: [1, count, WIDTH], data }
  })

/** Zeros behind a latent. */
const padded = ({ shape: [batch, channels, frames], data }: Latent, more: number): Latent =>
  build([batch, channels, frames + more], (out) => {
    for (let row = 0; row < batch * channels; row++)
      out.set(data.subarray(row * frames, (row + 1) * frames), row * (frames + more))
  })

const both = (a: Embedding, b: Embedding): Embedding => ({
  dims: [2, ...a.dims.slice(1)],
  data: Float32Array.of(...a.data, ...b.data),
})

describe.each(sizes)('the diffusion transformer of Stable Audio 3 (%s)', async (size) => {
  const [get, dit] = await Promise.all([sa3Recorded(size), openSa3(size)])
  afterAll(dit.close)
  const recorded = sa3Conditioning(get)
  const of = (item: number, changes: Partial<Conditioning> = {}): Conditioning => ({
    crossAttention: itemOf(recorded.crossAttention, item),
    global: itemOf(recorded.global, item),
    guidance: { scale: 1 },
    ...changes,
  })
  const ask = (conditioning: Conditioning, x: Latent, t = 0.7) =>
    right(dit.network(conditioning))(
      x,
      Array.from({ length: x.shape[0] }, () => t),
      noSignal,
    )

  it('answers the same with a longer padding that is left out, and guidance too', () =>
    fc.assert(
      fc.asyncProperty(latentOf(6), fc.integer({ min: 1, max: 9 }), async (x, more) => {
        const padding = { valid: [6], keys: 'left-out' } as const
        const alone = await ask(of(0, { guidance: { scale: 3 } }), x)
        const longer = await ask(of(0, { guidance: { scale: 3 }, padding }), padded(x, more))
        expect([...longer.data]).toEqual([...padded(alone, more).data])
        const guided = of(0, {
          through: (branches, output) => {
            const rule = adaptiveProjection()
            return guidedDenoiser(branches, { toward: 'toward', away: 'away', scale: 4, phi: 0.5, rule, output })
          },
        })
        const denoised = await right(dit.denoiser(guided))(x, 2, noSignal)
        const beyond = combine([1, padded(x, more)], [0, padded(x, more)])
        const same = await right(dit.denoiser({ ...guided, padding }))(beyond, 2, noSignal)
        expect(distance(same.data, padded(denoised, more).data)).toBeLessThan(1e-6)
      }),
      { numRuns: 4 },
    ))

  it('hears zeros where it is not told what is kept', () =>
    fc.assert(
      fc.asyncProperty(latentOf(5), async (x) => {
        const local = { dims: [1, LOCAL, 5], data: new Float32Array(LOCAL * 5) }
        const one = { dims: [1, LOCAL, 1], data: new Float32Array(LOCAL).fill(1) }
        const [silent, told] = [await ask(of(0), x), await ask(of(0, { local }), x)]
        expect(distance(told.data, silent.data)).toBeLessThan(1e-5)
        expect(distance((await ask(of(0, { local: one }), x)).data, silent.data)).toBeGreaterThan(1e-3)
      }),
      { numRuns: 4 },
    ))

  it('gives every item the bits that it has alone, however much the others are told and however long they are', () =>
    fc.assert(
      fc.asyncProperty(latentOf(7), latentOf(7), tokensOf(80), tokensOf(80), async (a, b, first, second) => {
        const flat = { ...first, data: first.data.slice().fill(0.5) }
        for (const crossAttention of [
          [first, second],
          [flat, second],
        ] as const) {
          const padding = { valid: [7, 5], keys: 'left-out' } as const
          const local = both(embeddingOf(get('inpaint.local_add_cond')), embeddingOf(get('inpaint.local_add_cond')))
          const cut = { dims: [2, LOCAL, 1], data: local.data.slice(0, 2 * LOCAL) }
          const together = await ask(
            {
              crossAttention: both(crossAttention[0], crossAttention[1]),
              negative: both(crossAttention[1], crossAttention[0]),
              global: recorded.global,
              local: cut,
              guidance: { scale: 2, phi: 0.3 },
              padding,
            },
            stack([a, b]),
          )
          const alone = [a, b].map((x, i) =>
            ask(
              of(i, {
                crossAttention: crossAttention.at(i) ?? first,
                negative: crossAttention.at(1 - i) ?? first,
                local: itemOf(cut, i),
                guidance: { scale: 2, phi: 0.3 },
                padding: { valid: [padding.valid.at(i) ?? 0], keys: 'left-out' },
              }),
              x,
            ),
          )
          for (const [i, one] of (await Promise.all(alone)).entries())
            expect([...batchItem(together, i).data]).toEqual([...one.data])
        }
      }),
      { numRuns: 2 },
    ))

  it('sees no order in what it is told, though equal tokens behind each other are told once', () =>
    fc.assert(
      fc.asyncProperty(
        latentOf(4),
        tokensOf(12),
        fc.shuffledSubarray([...Array(12).keys()], { minLength: 12 }),
        async (x, tokens, order) => {
          const data = Float32Array.from(order.flatMap((i) => [...tokens.data.subarray(i * WIDTH, (i + 1) * WIDTH)]))
          const mixed = await ask(of(1, { crossAttention: { ...tokens, data } }), x)
          expect(distance(mixed.data, (await ask(of(1, { crossAttention: tokens }), x)).data)).toBeLessThan(1e-5)
        },
      ),
      { numRuns: 4 },
    ))

  it('answers branches in the order in which they are asked, one that is told nothing as one that is told zeros', () =>
    fc.assert(
      fc.asyncProperty(latentOf(4), tokensOf(9), async (x, negative) => {
        const crossAttention = itemOf(recorded.crossAttention, 0)
        const answersOf = (negativeOf: Partial<Conditioning>, names: readonly ('toward' | 'away' | 'neutral')[]) =>
          new Promise<readonly Latent[]>((resolve, reject) => {
            const denoiser = right(
              dit.denoiser(
                of(0, {
                  ...negativeOf,
                  through: (branches) => async (at, sigma, signal) => {
                    const answers = await branches(at, sigma, names, signal)
                    resolve(answers)
                    return answers[0] ?? at
                  },
                }),
              ),
            )
            denoiser(x, 2, noSignal).catch(reject)
          })
        const [, length = 0] = crossAttention.dims
        const filled = { dims: crossAttention.dims, data: new Float32Array(length * WIDTH) }
        filled.data.set(negative.data)
        const [neutral, away, toward] = await answersOf({ negative: filled }, ['neutral', 'away', 'toward'])
        const zeros = { dims: crossAttention.dims, data: new Float32Array(length * WIDTH) }
        const [, zero] = await answersOf({ negative: zeros }, ['toward', 'away'])
        expect(distance(neutral?.data ?? [], zero?.data ?? [])).toBeLessThan(1e-6)
        const [only] = await answersOf({ crossAttention: filled }, ['toward'])
        expect(distance(away?.data ?? [], only?.data ?? [])).toBeLessThan(1e-6)
        expect(distance(toward?.data ?? [], (await answersOf({}, ['toward']))[0]?.data ?? [])).toBeLessThan(1e-6)
        expect(distance(neutral?.data ?? [], (await answersOf({}, ['neutral']))[0]?.data ?? [])).toBeLessThan(1e-6)
      }),
      { numRuns: 3 },
    ))

  it('is refused what does not fit it', () => {
    const subject = (changes: Partial<Conditioning>) => left(dit.network({ ...recorded, ...changes }))
    const flat = (...dims: readonly number[]) => ({ dims, data: new Float32Array(dims.reduce((a, b) => a * b)) })
    expect(subject({ local: flat(2, 16, 24) })).toMatchObject({
      subject: 'local conditioning',
      right: '[2, 17, frames]',
    })
    expect(subject({ local: flat(1, 17, 24) })).toMatchObject({ subject: 'local conditioning' })
    expect(subject({ padding: { valid: [3, 0], keys: 'counted' } })).toMatchObject({ wrong: '0 valid frames' })
    expect(subject({ padding: { valid: [1, 2, 3], keys: 'left-out' } })).toMatchObject({ wrong: 'lengths of 3 items' })
  })

  it('rejects a latent that what it is told does not fit', async () => {
    const x = build([2, CHANNELS, 5], (out) => out.fill(1))
    const local = { dims: [2, LOCAL, 4], data: new Float32Array(2 * LOCAL * 4) }
    await expect(ask({ ...recorded, local }, x)).rejects.toThrow('5 frames, of which 4 are told something')
    const tooLong = { valid: [5, 6], keys: 'counted' } as const
    await expect(ask({ ...recorded, padding: tooLong }, x)).rejects.toThrow('6 valid frames of 5')
    const scale = Float32Array.of(1, 2, 3, 4, 5)
    const padding = { valid: [3], keys: 'left-out' } as const
    const cut = await ask(of(0, { guidance: { scale }, padding }), batchItem(x, 0))
    const short = build([1, CHANNELS, 3], (out) => out.fill(1))
    const alone = await ask(of(0, { guidance: { scale: scale.subarray(0, 3) } }), short)
    expect([...cut.data]).toEqual([...padded(alone, 2).data])
    const wrong = of(0, { guidance: { scale: scale.subarray(0, 4) }, padding })
    await expect(ask(wrong, batchItem(x, 0))).rejects.toThrow('a scale of guidance for 4 frames')
    const three = { valid: [1, 2, 3], keys: 'left-out' } as const
    await expect(ask(of(0, { padding: three }), x)).rejects.toThrow('3 lengths for a batch of 2')
  })
})

describe('a network without local conditioning', async () => {
  const dit = await openTinyDit('checkpoint')
  afterAll(dit.close)
  const told: Conditioning = {
    crossAttention: { dims: [1, 2, 64], data: new Float32Array(128) },
    global: { dims: [1, 128], data: new Float32Array(128) },
    guidance: { scale: 1 },
  }

  it('is told nothing of frames, and counts no padding', () => {
    const local = { dims: [1, 9, 4], data: new Float32Array(36) }
    expect(left(dit.network({ ...told, local }))).toMatchObject({ wrong: 'told to a network that takes none' })
    const counted = left(dit.network({ ...told, padding: { valid: [2], keys: 'counted' } }))
    expect(counted).toMatchObject({ subject: 'padding', right: '"left out"' })
  })
})
