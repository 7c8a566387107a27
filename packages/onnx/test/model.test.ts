import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  attribute,
  constant,
  describeOnnxError,
  encodeModel,
  external,
  input,
  node,
  type Value,
  withDims,
} from '../src/index.js'
import { int64s, reshapeTo } from '../src/operators/index.js'
import { InferenceSession } from '../src/runtime.js'
import type { ElementType } from '../src/tensor.js'
import { add, f32, left, right, withSession } from './support.js'

/** A random sum over inputs a and b: its value in JavaScript, and its graph. */
const sums = (a: Value<'float32'>, b: Value<'float32'>) =>
  fc.letrec<{ tree: (x: number, y: number) => { value: number; graph: Value<'float32'> } }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 6 },
      fc.constantFrom(
        (x: number) => ({ value: x, graph: a }),
        (_: number, y: number) => ({ value: y, graph: b }),
      ),
      fc.tuple(tie('tree'), tie('tree')).map(([f, g]) => (x: number, y: number) => {
        const l = f(x, y)
        const r = g(x, y)
        return { value: l.value + r.value, graph: add(l.graph, r.graph) }
      }),
    ),
  })).tree

describe('encodeModel', () => {
  it('encodes any composition of values as what it means', async () => {
    const a = input('a', 'float32', [])
    const b = input('b', 'float32', [])
    await fc.assert(
      fc.asyncProperty(sums(a, b), async (tree) => {
        const { value, graph } = tree(3, 5)
        const model = right(encodeModel({ total: graph, sum: add(a, b) }))
        await withSession(model, async (session) => {
          const outputs = right(await session.run({ a: f32([], [3]), b: f32([], [5]) })())
          expect(outputs['total']?.data[0]).toBe(value)
          expect(outputs['sum']?.data[0]).toBe(8)
        })
      }),
      { numRuns: 10 },
    )
  })

  it('gives equal bytes to equal graphs', () => {
    const graph = () => encodeModel({ y: add(input('x', 'float32', [2]), constant(f32([2], [1, 2]))) })
    expect(graph()).toEqual(graph())
  })

  it('shares a value that is used twice: 2 to the power of 100 by 100 additions', async () => {
    const x = input('x', 'float32', [1])
    const power = Array.from({ length: 100 }).reduce<Value<'float32'>>((value) => add(value, value), x)
    const model = right(encodeModel({ power }))
    expect(model.length).toBeLessThan(100 * 60)
    await withSession(model, async (session) => {
      expect(right(await session.run({ x: f32([1], [1]) })())['power']?.data[0]).toBe(2 ** 100)
    })
  })

  it('encodes a chain of 20 000 nodes, which recursion would not survive', () => {
    const x = input('x', 'float32', [1])
    const deep = Array.from({ length: 20_000 }).reduce<Value<'float32'>>((value) => add(value, x), x)
    const names = Buffer.from(right(encodeModel({ deep })))
      .toString('latin1')
      .split('Add')
    expect(names).toHaveLength(20_001)
  })

  it('writes attributes of every kind, several outputs, other domains and inputs that are left out', async () => {
    const x = input('x', 'float32', [1, 1, 4])
    const [leaky] = node('LeakyRelu', [x], ['float32'], { alpha: attribute.float(0.5) })
    const [padded] = node(
      'Pad',
      [x, constant({ type: 'int64', dims: [6], data: BigInt64Array.from([0n, 0n, 1n, 0n, 0n, 1n]) }), undefined],
      ['float32'],
      { mode: attribute.text('reflect') },
    )
    const [turned] = node('Transpose', [x], ['float32'], { perm: attribute.ints([2, 1, 0]) })
    const [first, second] = node('Split', [x], ['float32', 'float32'], {
      axis: attribute.int(-1),
      num_outputs: attribute.int(2),
    })
    const [gelu] = node('Gelu', [x], ['float32'], {}, 'com.microsoft')
    await withSession(right(encodeModel({ leaky, padded, turned, first, second, gelu })), async (session) => {
      const outputs = right(await session.run({ x: f32([1, 1, 4], [-1, 2, -3, 40]) })())
      expect(outputs['leaky']?.data).toEqual(Float32Array.of(-0.5, 2, -1.5, 40))
      expect(outputs['padded']?.data).toEqual(Float32Array.of(2, -1, 2, -3, 40, -3))
      expect(outputs['turned']?.dims).toEqual([4, 1, 1])
      expect(outputs['first']?.data).toEqual(Float32Array.of(-1, 2))
      expect(outputs['second']?.data).toEqual(Float32Array.of(-3, 40))
      expect(outputs['gelu']?.data[3]).toBe(40)
    })
  })

  it('carries constants of every element type unchanged, int64 beyond the safe integers included', async () => {
    const dims = [3]
    const tensors = {
      float32: { type: 'float32', dims, data: Float32Array.of(-1.5, Infinity, 1e-40) },
      float16: { type: 'float16', dims, data: Uint16Array.of(0x3c00, 0xfc00, 1) },
      int64: { type: 'int64', dims, data: BigInt64Array.of(-1n, 2n ** 62n + 1n, -(2n ** 63n)) },
      int32: { type: 'int32', dims, data: Int32Array.of(-1, 2 ** 31 - 1, -(2 ** 31)) },
      int8: { type: 'int8', dims, data: Int8Array.of(-128, 0, 127) },
      uint8: { type: 'uint8', dims, data: Uint8Array.of(0, 1, 255) },
      bool: { type: 'bool', dims, data: Uint8Array.of(0, 1, 1) },
    } as const
    const values = Object.entries(tensors).map(([name, tensor]): [string, Value<ElementType>] => [
      name,
      constant(tensor),
    ])
    await withSession(right(encodeModel(Object.fromEntries(values))), async (session) => {
      expect(right(await session.run({})())).toEqual(tensors)
    })
  })

  it('writes no input that is left out at the end, and every one that is left out before another', () => {
    const [x, low] = [input('x', 'float32', [2]), constant(f32([], [0]))]
    const clip = (...inputs: readonly (Value | undefined)[]) =>
      right(encodeModel({ y: node('Clip', inputs, ['float32'])[0] }))
    expect(clip(x, low, undefined)).toEqual(clip(x, low))
    expect(clip(x, undefined, undefined)).toEqual(clip(x))
    expect(clip(x, undefined, low)).not.toEqual(clip(x, low))
  })

  it('refuses names that are not usable or not unique, and says what would be', () => {
    const x = input('x', 'float32', [1])
    const message = (outputs: Readonly<Record<string, Value>>): string => describeOnnxError(left(encodeModel(outputs)))
    expect(message({ x })).toMatch(/"x".*name of its own/)
    expect(message({ y: add(x, input('x', 'float32', [1])) })).toMatch(/"x".*name of its own/)
    expect(message({ '': x })).toMatch(/"".*name of its own/)
    expect(message({ y: input('%1.0', 'float32', []) })).toMatch(/"%1.0"/)
  })

  it('refuses a constant whose data does not fit its dimensions', () => {
    expect(describeOnnxError(left(encodeModel({ y: constant(f32([2, 2], [1])) })))).toMatch(
      /1 elements.*give 4 elements/,
    )
  })

  it.each(['', '.', '..', '../x', '/etc/x', 'a/b', 'a\\b'])('refuses external data at "%s"', (location) => {
    const y = external('float32', [1], { location, offset: 0, length: 4 })
    expect(describeOnnxError(left(encodeModel({ y })))).toMatch(/bare name of a file/)
  })

  it.each([
    [0, 3],
    [-4, 4],
    [0.5, 4],
    [NaN, 4],
  ])('refuses external data at offset %d of %d bytes for one float32', (offset, length) => {
    const y = external('float32', [1], { location: 'w', offset, length })
    expect(describeOnnxError(left(encodeModel({ y })))).toMatch(/give 4 bytes at 0 or further/)
  })
})

describe('withDims', () => {
  const x = input('x', 'float32', ['rows', 'columns'])
  const flat = reshapeTo(x, int64s([-1]))

  it('names sizes that are computed, and changes nothing else', async () => {
    const model = right(encodeModel({ y: add(flat, flat), z: withDims(flat, ['cells']) }))
    const session = await InferenceSession.create(model, { graphOptimizationLevel: 'disabled', logSeverityLevel: 4 })
    const [y, z] = session.outputMetadata
    expect(y).toMatchObject({ shape: [expect.not.stringMatching('cells')] })
    expect(z).toMatchObject({ shape: ['cells'] })
    await session.release()
    await withSession(model, async (opened) => {
      const outputs = right(await opened.run({ x: f32([1, 2], [3, 4]) })())
      expect([...(outputs['y']?.data ?? [])]).toEqual([6, 8])
      expect([...(outputs['z']?.data ?? [])]).toEqual([3, 4])
    })
  })

  it('leaves an input as it is', () => {
    expect(withDims(x, [1, 2])).toBe(x)
  })
})
