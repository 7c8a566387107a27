import { encodeModel, input, openSession, type Tensor } from '@sigmastream/onnx'
import { multiHeadAttention } from '@sigmastream/onnx/operators'
import { describe, expect, it } from 'vitest'
import { countsTold, toldOnce } from '../../src/dit/told-tokens.js'
import { biasOf } from '../../src/dit/transformer.js'
import { right } from './support.js'

const [HEADS, WIDTH, QUERIES] = [2, 128, 9]

const waves = (length: number, phase: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => Math.sin(i * i * 0.37 + phase))

/** A row of so many tokens, none of which is the one before it. */
const different = (tokens: number): Tensor<'float32'> => ({
  type: 'float32',
  dims: [1, tokens, WIDTH],
  data: waves(tokens * WIDTH, tokens),
})

type Told = ReturnType<typeof toldOnce>

/** Filled up to so many tokens with such as nobody hears. */
const filledUp = ({ context, often }: Told, tokens: number): Told => {
  const all = { context: new Float32Array(tokens * WIDTH), often: new Float32Array(tokens).fill(-1e30) }
  all.context.set(context.data)
  all.often.set(often.data)
  return {
    context: { type: 'float32', dims: [1, tokens, WIDTH], data: all.context },
    often: { type: 'float32', dims: [1, tokens], data: all.often },
  }
}

describe('the tokens that a row is told', () => {
  it('are 16, 32, 64 or a multiple of 64', () => {
    const told = [1, 2, 16, 17, 32, 33, 64, 65, 128, 130].map((tokens) => toldOnce(different(tokens)).context.dims[1])
    expect(told).toEqual([16, 16, 16, 32, 32, 64, 64, 128, 128, 192])
  })

  it('are counted in steps of 64 where it is asked which rows may be told together', () => {
    const counts = [1, 16, 17, 64, 65, 128, 129].flatMap((tokens) => countsTold(different(tokens)))
    expect(counts).toEqual([64, 64, 64, 64, 128, 128, 192])
  })

  it('are told once where they are equal, with how often they are there', () => {
    const one = waves(WIDTH, 1)
    const data = Float32Array.from({ length: 40 * WIDTH }, (_, i) => (i < WIDTH ? 3 : (one[i % WIDTH] ?? NaN)))
    const { context, often } = toldOnce({ type: 'float32', dims: [1, 40, WIDTH], data })
    expect(context.dims).toEqual([1, 16, WIDTH])
    expect([...context.data.subarray(WIDTH, 2 * WIDTH)]).toEqual([...one])
    expect([...often.data.subarray(0, 3)]).toEqual([0, Math.fround(Math.log(39)), Math.fround(-1e30)])
  })

  it('give attention the bits that they give it filled up to more', async () => {
    const queries = input('queries', 'float32', [1, 'queries', WIDTH])
    const context = input('context', 'float32', [1, 'tokens', WIDTH])
    const bias = biasOf(input('often', 'float32', [1, 'tokens']), queries)
    const attended = multiHeadAttention({ queries, keys: context, values: context }, HEADS, bias)
    const session = right(await openSession(right(encodeModel({ attended })), { threads: 2 })())
    const answer = async (told: Told) =>
      right(
        await session.run({
          ...told,
          queries: { type: 'float32', dims: [1, QUERIES, WIDTH], data: waves(QUERIES * WIDTH, 0) },
        })(),
      )['attended']?.data
    for (const tokens of [1, 5, 15, 16, 17, 25, 32, 33, 50, 64]) {
      const told = toldOnce(different(tokens))
      const alone = await answer(told)
      expect(alone?.some((value) => value !== 0)).toBe(true)
      expect(await answer(filledUp(told, 64))).toEqual(alone)
    }
    await session.close()
  })
})
