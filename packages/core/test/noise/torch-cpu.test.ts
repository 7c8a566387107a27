import { fileURLToPath } from 'node:url'
import { roundToHalf } from '@sigmastream/core'
import { describeFileError, readTensors, type StoredTensor } from '@sigmastream/tensor-files'
import * as fc from 'fast-check'
import { either as E } from 'fp-ts'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Draw, type TorchCpuGenerator, torchCpu, torchCpuGenerator } from '../../src/noise/index.js'
import type { Shape } from '../../src/shape.js'

const SEEDS = [0, 1, 456, 2147483648, 4294967295, 123456789012345]
const SHAPE: Shape = [1, 64, 128]

const generatorOf = (seed: number): TorchCpuGenerator => {
  const made = torchCpuGenerator(seed)
  if (E.isLeft(made)) throw new Error(JSON.stringify(made.left))
  return made.right
}

const drawOf = (lane: string, index: number): Draw => ({ lane, at: { index, of: 8, from: 2, to: 1 } })

/** The spacing of half-precision numbers at the size of x. */
const halfUnit = (x: number): number => 2 ** (Math.max(Math.floor(Math.log2(Math.abs(x))), -14) - 10)

describe('PyTorch CPU noise', () => {
  // The recordings: values of PyTorch 2.13 for every size and seed, by the names that they have in the file.
  let recorded: ReadonlyMap<string, StoredTensor> = new Map()
  beforeAll(async () => {
    const read = await readTensors(
      fileURLToPath(new URL('../../../../fixtures/kdiffusion/torch_cpu_rng.safetensors', import.meta.url)),
    )()
    if (E.isLeft(read)) throw new Error(describeFileError(read.left))
    recorded = read.right
  })

  const recording = (name: string): readonly number[] => {
    const found = recorded.get(name)
    if (found === undefined) throw new Error(`no recording ${name}`)
    return Array.from(found.data)
  }

  /** The recorded values and those drawn, where the two differ by more than the tolerance: none is right. */
  const off = (values: ArrayLike<number>, name: string, tolerance: (x: number) => number): readonly unknown[] => {
    const expected = recording(name)
    return values.length === expected.length
      ? expected
          .map((x, i) => ({ name, i, recorded: x, drawn: values[i] ?? NaN }))
          .filter((pair) => !(Math.abs(pair.drawn - pair.recorded) <= tolerance(pair.recorded)))
      : [{ name, recorded: expected.length, drawn: values.length }]
  }
  const float32 = (): number => 2e-6
  const exact = (): number => 0

  it.each(SEEDS)('with seed %i draws the recorded float32 normals, of every size', (seed) => {
    for (const n of [1, 5, 15, 16, 17, 31, 32, 100, 8192]) {
      expect(off(generatorOf(seed).randn(n).values, `randn_f32_seed${seed}_n${n}`, float32)).toEqual([])
    }
  })

  it.each(SEEDS)('with seed %i draws the recorded half-precision normals', (seed) => {
    expect(off(generatorOf(seed).randn(64, 'float16').values, `randn_f16_seed${seed}_n64`, halfUnit)).toEqual([])
  })

  it.each(SEEDS)('with seed %i draws the recorded uniforms exactly', (seed) => {
    expect(off(generatorOf(seed).rand(40).values, `rand_f32_seed${seed}_n40`, exact)).toEqual([])
  })

  it.each(SEEDS)('with seed %i goes on where the draw before ended', (seed) => {
    const second = generatorOf(seed).randn(8192).next.randn(8192)
    expect(off(second.values, `sequence_seed${seed}.second`, float32)).toEqual([])
    expect(off(second.next.randn(7).values, `sequence_seed${seed}.third`, float32)).toEqual([])
  })

  it('knows every recording of the file', () => {
    expect(recorded.size).toBe(SEEDS.length * (9 + 1 + 1 + 2))
  })

  it('is the tape of its draws in their order, whatever is asked first', () => {
    const draws = [drawOf('start', 0), drawOf('ancestral', 0), drawOf('reference', 0), drawOf('ancestral', 1)]
    fc.assert(
      fc.property(
        fc.maxSafeNat(),
        fc.array(fc.nat(3), { minLength: 1 }),
        fc.constantFrom(7, 16, 33),
        (seed, places, n) => {
          const noise = torchCpu(seed, draws)
          const inOrder = draws.reduce<{
            readonly values: readonly (readonly number[])[]
            readonly next: TorchCpuGenerator
          }>(
            ({ values, next }) => {
              const drawn = next.randn(n)
              return { values: [...values, Array.from(drawn.values)], next: drawn.next }
            },
            { values: [], next: generatorOf(seed) },
          ).values
          places.forEach((place) => {
            const draw = draws[place]! // places are below 4
            expect(Array.from(noise({ ...draw, shape: [1, 1, n] }).data)).toEqual(inOrder[place])
          })
        },
      ),
      { numRuns: 50 },
    )
  })

  it('gives the second draw of a run the recorded second draw', () => {
    const noise = torchCpu(456, [drawOf('start', 0), drawOf('reference', 0)])
    const { shape, data } = noise({ ...drawOf('reference', 0), shape: SHAPE })
    expect(shape).toEqual(SHAPE)
    expect(off(data, 'sequence_seed456.second', float32)).toEqual([])
  })

  it('draws a batch as one tensor', () => {
    const noise = torchCpu(1, [drawOf('start', 0)])
    const draw = drawOf('start', 0)
    expect(noise({ ...draw, shape: [2, 32, 128] }).data).toEqual(noise({ ...draw, shape: SHAPE }).data)
  })

  it('keeps the second normal of a pair for a later draw of fewer than 16, past larger draws and uniforms', () => {
    const five = generatorOf(3).randn(5)
    const six = generatorOf(3).randn(6)
    const later = five.next.randn(16).next.rand(2).next.randn(1)
    expect(later.values[0]).toBe(six.values[5])
    expect(five.next.randn(16).values).toEqual(six.next.randn(16).values)
  })

  it('draws half precision of another size than a multiple of 16 as PyTorch does', () => {
    // torch.manual_seed(3); torch.randn(17, dtype=torch.float16)[-3:], and the next float32 uniform.
    const { values, next } = generatorOf(3).randn(17, 'float16')
    expect(Array.from(values.slice(-3))).toEqual([0.4592, 2.4355, -0.1469].map((x) => expect.closeTo(x, 4)))
    expect(next.rand(1).values).toEqual(generatorOf(3).rand(33).values.slice(-1))
  })

  it('rounds half-precision draws to half-precision numbers', () => {
    const { values } = generatorOf(11).randn(5, 'float16')
    expect(Array.from(values)).toEqual(Array.from(generatorOf(11).randn(5).values, roundToHalf))
  })

  it('takes the low 32 bits of a seed', () => {
    expect(generatorOf(7 + 2 ** 40).rand(9).values).toEqual(generatorOf(7).rand(9).values)
  })

  it('refuses a seed that is none and a draw that is declared twice, and throws for one that is not declared', () => {
    expect(E.isLeft(torchCpuGenerator(-1))).toBe(true)
    expect(torchCpu(0.5, []).refusal).toBeDefined()
    expect(torchCpu(1, [drawOf('a', 0), drawOf('a', 0)]).refusal).toBeDefined()
    expect(() => torchCpu(1, [drawOf('a', 0)])({ ...drawOf('b', 0), shape: SHAPE })).toThrow(/no draw for lane "b"/)
  })

  it('passes over what a draw of a shape of its own takes, and gives that too where all say theirs', () => {
    const [first, other, last] = [
      drawOf('start', 0),
      { ...drawOf('encoding', 0), shape: [2, 1, 32] as Shape },
      drawOf('mine', 1),
    ]
    const [start, between, end] = [SHAPE, other.shape, SHAPE].reduce<readonly Float32Array[]>((all, shape) => {
      const sizes = [SHAPE, other.shape].slice(0, all.length)
      const before = sizes.reduce(
        (made, own) =>
          made.randn(
            own.reduce((a, b) => a * b),
            'float32',
          ).next,
        generatorOf(5),
      )
      return [
        ...all,
        Float32Array.from(
          before.randn(
            shape.reduce((a, b) => a * b),
            'float32',
          ).values,
        ),
      ]
    }, [])
    const source = torchCpu(5, [first, other, last])
    expect(source({ ...first, shape: SHAPE }).data).toEqual(start)
    expect(source({ ...last, shape: SHAPE }).data).toEqual(end)
    expect(() => source({ ...other })).toThrow('give each draw its shape')
    const told = torchCpu(5, [{ ...first, shape: SHAPE }, other, last])
    expect(told(other).data).toEqual(between)
  })
})
