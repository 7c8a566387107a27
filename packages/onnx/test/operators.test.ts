import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeModel, input, type Tensor, type Value } from '../src/index.js'
import * as op from '../src/operators/index.js'
import { f32, right, withSession } from './support.js'

/** A tensor of float32 in a test: its dimensions and its values, row-major. */
interface Plain {
  readonly dims: readonly number[]
  readonly data: readonly number[]
}

/** What a graph over inputs of these shapes computes, output by output. */
const compute = (
  inputs: readonly Plain[],
  graph: (...values: readonly op.F32[]) => readonly Value[],
): Promise<readonly Tensor[]> => {
  const names = inputs.map((_, i) => `x${i}`)
  const values = graph(...inputs.map(({ dims }, i) => input(`x${i}`, 'float32', dims)))
  const model = right(encodeModel(Object.fromEntries(values.map((value, i) => [`y${i}`, value]))))
  return withSession(model, async (session) => {
    const feeds = Object.fromEntries(inputs.map(({ dims, data }, i) => [names[i], f32(dims, data)]))
    const answers = right(await session.run(feeds)())
    return values.map((_, i) => {
      const answer = answers[`y${i}`]
      if (answer === undefined) throw new Error(`no output y${i}`)
      return answer
    })
  })
}

const count = (dims: readonly number[]): number => dims.reduce((product, n) => product * n, 1)
const tensor = (...dims: readonly number[]): fc.Arbitrary<Plain> =>
  fc
    .array(fc.integer({ min: -9, max: 9 }), { minLength: count(dims), maxLength: count(dims) })
    .map((data) => ({ dims, data }))
const range = (length: number): readonly number[] => Array.from({ length }, (_, i) => i)
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
const some = { numRuns: 3 }

/** The tensor whose element at each index is what a loop says. */
const byIndex = (dims: readonly number[], value: (...index: readonly number[]) => number): Plain => {
  const all = dims.reduce<readonly (readonly number[])[]>(
    (indices, size) => indices.flatMap((index) => range(size).map((i) => [...index, i])),
    [[]],
  )
  return { dims, data: all.map((index) => value(...index)) }
}

/** The element at an index. */
const element = ({ dims, data }: Plain, ...index: readonly number[]): number =>
  data[index.reduce((at, i, axis) => at * dims[axis]! + i, 0)]! // an index inside of dims

/** The largest difference of two tensors; infinite where their dimensions differ. */
const distance = (actual: Tensor | undefined, { dims, data }: Plain): number =>
  actual?.dims.join() === dims.join()
    ? Math.max(0, ...data.map((value, i) => Math.abs(Number(actual.data[i]) - value)))
    : Infinity

/** What float32 may lose in any of these, whose values are below a thousand. */
const CLOSE = 1e-4

describe('arithmetic', () => {
  const geluFormula = (x: number): number => (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))
  const unary: readonly (readonly [string, (x: op.F32) => op.F32, (x: number) => number])[] = [
    ['exp', op.exp, Math.exp],
    ['sin', op.sin, Math.sin],
    ['cos', op.cos, Math.cos],
    ['tanh', op.tanh, Math.tanh],
    ['sqrt', (x) => op.sqrt(op.mul(x, x)), Math.abs],
    ['softplus', op.softplus, (x) => Math.log(1 + Math.exp(x))],
    ['relu', op.relu, (x) => Math.max(0, x)],
    ['geluTanh', op.geluTanh, geluFormula],
    ['silu', op.silu, (x) => x / (1 + Math.exp(-x))],
    ['whereZero', (x) => op.whereZero(x, op.scalar(5), x), (x) => (x === 0 ? 5 : x)],
  ]
  it.each(unary)('%s is what the formula says of every element', async (_, graph, formula) => {
    const x = { dims: [7], data: [-3, -1, -0.25, 0, 0.5, 1, 2] }
    const [y] = await compute([x], (value) => [graph(value)])
    expect(distance(y, { dims: [7], data: x.data.map(formula) })).toBeLessThan(CLOSE)
  })

  const binary: readonly (readonly [string, (a: op.F32, b: op.F32) => op.F32, (a: number, b: number) => number])[] = [
    ['add', op.add, (a, b) => a + b],
    ['sub', op.sub, (a, b) => a - b],
    ['mul', op.mul, (a, b) => a * b],
    ['div', op.div, (a, b) => a / b],
  ]
  it.each(binary)('%s broadcasts one row against many', (_, graph, formula) =>
    fc.assert(
      fc.asyncProperty(tensor(2, 3), tensor(3), async (a, b) => {
        const divisor = { ...b, data: b.data.map((n) => n + 9.5) }
        const [y] = await compute([a, divisor], (u, v) => [graph(u, v)])
        expect(
          distance(
            y,
            byIndex([2, 3], (i, j) => formula(element(a, i, j), element(divisor, j))),
          ),
        ).toBeLessThan(CLOSE)
      }),
      some,
    ),
  )

  it('softmax sums to one along the last dimension, however large its inputs', async () => {
    const x = { dims: [2, 3], data: [0, Math.log(3), -1e30, 3e38, 0, 0] }
    const [y] = await compute([x], (value) => [op.softmax(value)])
    expect(distance(y, { dims: [2, 3], data: [0.25, 0.75, 0, 1, 0, 0] })).toBeLessThan(CLOSE)
  })
})

describe('products', () => {
  it('gemm multiplies matrices, as they are or transposed', () =>
    fc.assert(
      fc.asyncProperty(tensor(2, 3), tensor(3, 2), async (a, b) => {
        const [plain, both] = await compute([a, b], (u, v) => [op.gemm(u, v), op.gemm(u, v, { a: true, b: true })])
        expect(
          distance(
            plain,
            byIndex([2, 2], (i, j) => sum(range(3).map((k) => element(a, i, k) * element(b, k, j)))),
          ),
        ).toBeLessThan(CLOSE)
        expect(
          distance(
            both,
            byIndex([3, 3], (i, j) => sum(range(2).map((k) => element(a, k, i) * element(b, j, k)))),
          ),
        ).toBeLessThan(CLOSE)
      }),
      some,
    ))

  it('matMul multiplies the last two dimensions, linear takes the weight as PyTorch stores it', () =>
    fc.assert(
      fc.asyncProperty(tensor(2, 4, 3), tensor(3, 2), tensor(5, 3), async (x, b, weight) => {
        const [product, line] = await compute([x, b, weight], (u, v, w) => [op.matMul(u, v), op.linear(u, w)])
        expect(
          distance(
            product,
            byIndex([2, 4, 2], (i, j, n) => sum(range(3).map((k) => element(x, i, j, k) * element(b, k, n)))),
          ),
        ).toBeLessThan(CLOSE)
        expect(
          distance(
            line,
            byIndex([2, 4, 5], (i, j, n) => sum(range(3).map((k) => element(x, i, j, k) * element(weight, n, k)))),
          ),
        ).toBeLessThan(CLOSE)
      }),
      some,
    ))

  it('productOfTransposed takes its first factor as it lies', () =>
    fc.assert(
      fc.asyncProperty(tensor(3, 2), tensor(2, 3, 4), async (a, b) => {
        const [y] = await compute([a, b], (u, v) => [op.productOfTransposed(u, v)])
        expect(
          distance(
            y,
            byIndex([2, 2, 4], (i, m, n) => sum(range(3).map((k) => element(a, k, m) * element(b, i, k, n)))),
          ),
        ).toBeLessThan(CLOSE)
      }),
      some,
    ))

  it('conv1d is the sum over kernel and channels, with stride, dilation, zeros around, with or without a bias', () =>
    fc.assert(
      fc.asyncProperty(tensor(2, 2, 7), tensor(3, 2, 2), tensor(3), async (x, weight, bias) => {
        const options = { stride: 2, dilation: 3, padding: 1 }
        const [biased, bare] = await compute([x, weight, bias], (u, w, b) => [
          op.conv1d(u, w, b, options),
          op.conv1d(u, w, undefined, { padding: 0 }),
        ])
        const sample = (n: number, channel: number, t: number): number =>
          t < 0 || t > 6 ? 0 : element(x, n, channel, t)
        const loop = (n: number, out: number, t: number, dilation: number): number =>
          sum(
            range(2).flatMap((channel) =>
              range(2).map((k) => element(weight, out, channel, k) * sample(n, channel, t + k * dilation)),
            ),
          )
        expect(
          distance(
            biased,
            byIndex([2, 3, 3], (n, out, t) => element(bias, out) + loop(n, out, 2 * t - 1, 3)),
          ),
        ).toBeLessThan(CLOSE)
        expect(
          distance(
            bare,
            byIndex([2, 3, 6], (n, out, t) => loop(n, out, t, 1)),
          ),
        ).toBeLessThan(CLOSE)
      }),
      some,
    ))
})

describe('reductions', () => {
  it('meanOver, sumOver and normOver keep the dimension that they go over', () =>
    fc.assert(
      fc.asyncProperty(tensor(2, 3, 4), async (x) => {
        const [mean, total, norm] = await compute([x], (u) => [
          op.meanOver(u, -1),
          op.sumOver(u, 1),
          op.normOver(u, [1, 2]),
        ])
        expect(
          distance(
            mean,
            byIndex([2, 3, 1], (i, j) => sum(range(4).map((k) => element(x, i, j, k))) / 4),
          ),
        ).toBeLessThan(CLOSE)
        expect(
          distance(
            total,
            byIndex([2, 1, 4], (i, _, k) => sum(range(3).map((j) => element(x, i, j, k)))),
          ),
        ).toBeLessThan(CLOSE)
        expect(
          distance(
            norm,
            byIndex([2, 1, 1], (i) =>
              Math.sqrt(sum(range(3).flatMap((j) => range(4).map((k) => element(x, i, j, k) ** 2)))),
            ),
          ),
        ).toBeLessThan(CLOSE)
      }),
      some,
    ))

  it('layerNormalization is of the last dimension, by scale and bias', () =>
    fc.assert(
      fc.asyncProperty(tensor(2, 4), tensor(4), tensor(4), async (x, scale, bias) => {
        const [y] = await compute([x, scale, bias], (u, s, b) => [op.layerNormalization(u, s, b, 0.5)])
        const row = (i: number): readonly number[] => range(4).map((j) => element(x, i, j))
        const mean = (values: readonly number[]): number => sum(values) / values.length
        expect(
          distance(
            y,
            byIndex([2, 4], (i, j) => {
              const variance = mean(row(i).map((value) => (value - mean(row(i))) ** 2))
              const normal = (element(x, i, j) - mean(row(i))) / Math.sqrt(variance + 0.5)
              return normal * element(scale, j) + element(bias, j)
            }),
          ),
        ).toBeLessThan(CLOSE)
      }),
      some,
    ))
})

describe('layout', () => {
  it('reshape keeps the order, transpose gives another', async () => {
    const x = { dims: [2, 3], data: range(6) }
    const [flat, turned] = await compute([x], (u) => [op.reshape(u, [0, -1, 1]), op.transpose(u, [1, 0])])
    expect(distance(flat, { dims: [2, 3, 1], data: range(6) })).toBeLessThan(CLOSE)
    expect(
      distance(
        turned,
        byIndex([3, 2], (i, j) => element(x, j, i)),
      ),
    ).toBeLessThan(CLOSE)
  })

  it('halvesAlong parts along any dimension, an odd number with the larger half first', async () => {
    const x = { dims: [5, 2], data: range(10) }
    const [first, second] = await compute([x], (u) => [...op.halvesAlong(u, 0)])
    expect(distance(first, { dims: [3, 2], data: range(6) })).toBeLessThan(CLOSE)
    expect(distance(second, { dims: [2, 2], data: range(10).slice(6) })).toBeLessThan(CLOSE)
  })

  it('slice and concat part and join along a dimension', async () => {
    const x = { dims: [2, 6], data: range(12) }
    const [first, second, joined] = await compute([x], (u) => {
      const [a, b] = [op.slice(u, 1, 0, 3), op.slice(u, 1, 3, 6)]
      return [a, b, op.concat([b, a], 1)]
    })
    const part = (from: number, length: number): Plain => byIndex([2, length], (i, j) => element(x, i, from + j))
    expect(distance(first, part(0, 3))).toBeLessThan(CLOSE)
    expect(distance(second, part(3, 3))).toBeLessThan(CLOSE)
    expect(
      distance(
        joined,
        byIndex([2, 6], (i, j) => element(x, i, (j + 3) % 6)),
      ),
    ).toBeLessThan(CLOSE)
  })

  it('pad puts zeros around and, where negative, takes away; slice takes a part', async () => {
    const x = { dims: [2, 3], data: [1, 2, 3, 4, 5, 6] }
    const [padded, part, last] = await compute([x], (u) => [
      op.pad(u, [0, 1], [1, -1]),
      op.slice(u, 1, 1, 3),
      op.slice(u, 1, -2, -1),
    ])
    expect(distance(padded, { dims: [3, 3], data: [0, 1, 2, 0, 4, 5, 0, 0, 0] })).toBeLessThan(CLOSE)
    expect(distance(part, { dims: [2, 2], data: [2, 3, 5, 6] })).toBeLessThan(CLOSE)
    expect(distance(last, { dims: [2, 1], data: [2, 5] })).toBeLessThan(CLOSE)
  })

  it('gatherRows takes rows by number, itemAt one of them', async () => {
    const table = { dims: [3, 2], data: range(6) }
    const [picked, last] = await compute([table], (u) => [op.gatherRows(u, op.int64s([2, 0, 2])), op.itemAt(u, -1)])
    expect(distance(picked, { dims: [3, 2], data: [4, 5, 0, 1, 4, 5] })).toBeLessThan(CLOSE)
    expect(distance(last, { dims: [2], data: [4, 5] })).toBeLessThan(CLOSE)
  })
})

describe('layout that is computed when the graph runs', () => {
  it('sizesOf, concatSizes and reshapeTo bring one value to the sizes of another', async () => {
    const [x, like] = [
      { dims: [6, 2], data: range(12) },
      { dims: [3, 2], data: range(6) },
    ]
    const [y] = await compute([x, like], (u, v) => [
      op.reshapeTo(u, op.concatSizes([op.int64s([-1]), op.sizesOf(v, 0, 1), op.sizesOf(v, 1)])),
    ])
    expect(distance(y, { dims: [2, 3, 2], data: range(12) })).toBeLessThan(CLOSE)
  })

  it('tile repeats, expand stretches what has size 1', async () => {
    const x = { dims: [2, 1], data: [1, 2] }
    const [tiled, stretched] = await compute([x], (u) => [
      op.tile(u, op.int64s([2, 2])),
      op.expand(u, op.int64s([1, 3])),
    ])
    expect(distance(tiled, { dims: [4, 2], data: [1, 1, 2, 2, 1, 1, 2, 2] })).toBeLessThan(CLOSE)
    expect(distance(stretched, { dims: [2, 3], data: [1, 1, 1, 2, 2, 2] })).toBeLessThan(CLOSE)
  })

  it('positionsAlong counts, dropFirst leaves out', async () => {
    const x = { dims: [2, 3], data: range(6) }
    const [positions, rest] = await compute([x], (u) => [op.positionsAlong(u, 1), op.dropFirst(u, 2, 1)])
    expect(distance(positions, { dims: [3], data: [0, 1, 2] })).toBeLessThan(CLOSE)
    expect(distance(rest, { dims: [2, 1], data: [2, 5] })).toBeLessThan(CLOSE)
  })

  it.each([1, 2, 3, 4])(
    'padRowsTo fills rows up with zeros to whole groups, here %i rows in groups of 3',
    async (rows) => {
      const x = { dims: [1, rows, 2], data: range(2 * rows).map((i) => i + 1) }
      const [y] = await compute([x], (u) => [op.padRowsTo(u, 3)])
      const whole = 3 * Math.ceil(rows / 3)
      const data = [...x.data, ...range(2 * (whole - rows)).map(() => 0)]
      expect(distance(y, { dims: [1, whole, 2], data })).toBeLessThan(CLOSE)
    },
  )

  it('splitInSix parts the last dimension', async () => {
    const parts = await compute([{ dims: [2, 6], data: range(12) }], (u) => op.splitInSix(u))
    range(6).forEach((i) => expect(distance(parts[i], { dims: [2, 1], data: [i, i + 6] })).toBeLessThan(CLOSE))
  })

  it.each([1, 2])('splitRowsLike takes as many rows as another has, here %i of 2', async (rows) => {
    const like = { dims: [rows, 1], data: range(rows) }
    const [first, rest] = await compute([{ dims: [2, 2], data: range(4) }, like], (u, v) => op.splitRowsLike(u, v))
    expect(distance(first, { dims: [rows, 2], data: range(2 * rows) })).toBeLessThan(CLOSE)
    expect(distance(rest, { dims: [2 - rows, 2], data: range(4).slice(2 * rows) })).toBeLessThan(CLOSE)
  })
})

describe('attention', () => {
  const [heads, size] = [2, 2]

  it('is the mean of the values, weighed by softmax(q k^T / sqrt(size) + bias), head by head', () =>
    fc.assert(
      fc.asyncProperty(tensor(1, 2, 4), tensor(1, 3, 4), tensor(1, 3, 4), tensor(1, 1, 2, 3), async (q, k, v, b) => {
        const [y] = await compute([q, k, v, b], (queries, keys, values, bias) => [
          op.multiHeadAttention({ queries, keys, values }, heads, bias),
        ])
        const weights = (token: number, head: number): readonly number[] => {
          const scores = range(3).map(
            (other) =>
              element(b, 0, 0, token, other) +
              sum(
                range(size).map((i) => element(q, 0, token, head * size + i) * element(k, 0, other, head * size + i)),
              ) /
                Math.sqrt(size),
          )
          const powers = scores.map((score) => Math.exp(score - Math.max(...scores)))
          return powers.map((power) => power / sum(powers))
        }
        expect(
          distance(
            y,
            byIndex([1, 2, 4], (_, token, i) =>
              sum(weights(token, Math.floor(i / size)).map((weight, other) => weight * element(v, 0, other, i))),
            ),
          ),
        ).toBeLessThan(CLOSE)
      }),
      some,
    ))

  it('rotate turns pairs of the first dimensions of each head by the angle of the token, and leaves the rest', async () => {
    // Heads of 128 dimensions, of which 64 turn: i against i + 32.
    const x = { dims: [1, 3, 256], data: range(768).map((i) => (i % 7) - 3) }
    const angle = (token: number, i: number): number => token / (i + 1)
    const tables = [Math.cos, Math.sin].map((of) => byIndex([3, 32], (token, i) => of(angle(token, i))))
    const [y] = await compute([x, ...tables], (u, cosines, sines) => [op.rotate(u, { cosines, sines }, 2, 64)])
    expect(
      distance(
        y,
        byIndex([1, 3, 256], (_, token, i) => {
          const [head, place] = [Math.floor(i / 128) * 128, i % 128]
          if (place >= 64) return element(x, 0, token, i)
          const turn = angle(token, place % 32)
          const [a, b] = [element(x, 0, token, head + (place % 32)), element(x, 0, token, head + 32 + (place % 32))]
          return place < 32 ? a * Math.cos(turn) - b * Math.sin(turn) : b * Math.cos(turn) + a * Math.sin(turn)
        }),
      ),
    ).toBeLessThan(CLOSE)
  })
})
