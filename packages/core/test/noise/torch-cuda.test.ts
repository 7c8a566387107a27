import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { roundToHalf } from '@sigmastream/core'
import { describeFileError, readTensor } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { skippedUnless } from '../../../../test/skipped-unless.js'
import { type Draw, torchCuda } from '../../src/noise/index.js'
import { philox } from '../../src/noise/philox.js'
import type { Shape } from '../../src/shape.js'
import { correlation, kolmogorovSmirnov } from './statistics.js'

const COURSE_NOISE = fileURLToPath(new URL('../../../../../shared/course/x_T.pt', import.meta.url))
const present = existsSync(COURSE_NOISE)

const drawOf = (index: number): Draw => ({ lane: 'start', at: { index, of: 8, from: 2, to: 1 } })

const drawn = (seed: number, place: number, shape: Shape, device?: { readonly threads: number }): readonly number[] =>
  Array.from(torchCuda(seed, [0, 1, 2, 3, 4].map(drawOf), device)({ ...drawOf(place), shape }).data)

/** The four normals of a thread at a counter, in float64 and with an exact sine: what the device's approximate. */
const exactNormals = (seed: number, counter: number, thread: number): readonly number[] => {
  const words = new Int32Array(4)
  philox([seed, 0], counter, 0, thread, 0, words)
  return [0, 2].flatMap((i) => {
    const radius = Math.sqrt(-2 * Math.log(((words[i]! >>> 0) + 0.5) * 2 ** -32)) // i + 1 is below 4
    const angle = 2 * Math.PI * ((words[i + 1]! >>> 0) + 0.5) * 2 ** -32 // as above
    return [radius * Math.sin(angle), radius * Math.cos(angle)]
  })
}

/**
 * `distribution_elementwise_grid_stride_kernel` as it is written for one thread, with the counter that cuRAND keeps:
 * the element that a draw writes at `place` of the run.
 */
const kernelElement = (seed: number, place: number, numel: number, deviceThreads: number, element: number): number => {
  const grid = Math.min(deviceThreads / 256, Math.ceil(numel / 256))
  const stride = 256 * grid
  const offsetPerDraw = (Math.floor((numel - 1) / (256 * grid * 4)) + 1) * 4
  const thread = element % stride
  let counter = (place * offsetPerDraw) / 4
  for (let linear = thread; ; linear += stride * 4) {
    const four = exactNormals(seed, counter, thread)
    for (let ii = 0; ii < 4; ii += 1) if (linear + stride * ii === element) return four[ii]! // ii is below 4
    counter += 1
  }
}

const largestDifference = (values: readonly number[], expected: (element: number) => number): number =>
  values.reduce((worst, value, i) => Math.max(worst, Math.abs(value - expected(i))), 0)

/** The device's u is float32: near 1 it is off by up to 2^-25, and the radius by up to sqrt(2^-24). */
const TOLERANCE = 2.5e-4

describe('PyTorch CUDA noise', () => {
  const withCourse = skippedUnless(present, 'no ../shared/course beside this repository, whose CUDA noise is compared')
  it('reproduces the course noise from seed 456', withCourse, async () => {
    const read = await readTensor(COURSE_NOISE)()
    if (E.isLeft(read)) throw new Error(describeFileError(read.left))
    const expected = Array.from(read.right.data)
    const values = drawn(456, 0, [1, 64, 128]).map((x) => roundToHalf(roundToHalf(x) * 500))
    expect(values).toHaveLength(expected.length)
    const units = values.map((x, i) => {
      const y = expected[i]! // as many as values
      return Math.abs(x - y) / 2 ** (Math.floor(Math.log2(Math.abs(y))) - 10)
    })
    expect(units.filter((unit) => unit === 0).length / units.length).toBeGreaterThanOrEqual(0.997)
    expect(Math.max(...units)).toBeLessThanOrEqual(1)
  })

  it('has one thread for each element, and one counter for each draw', () => {
    for (const place of [0, 1, 4]) {
      const values = drawn(456, place, [1, 3, 100])
      expect(largestDifference(values, (i) => kernelElement(456, place, 300, 65536, i))).toBeLessThan(TOLERANCE)
    }
  })

  it.each([300, 512, 513, 2048, 2049, 5000])('walks %i elements in strides of a device with 512 threads', (numel) => {
    for (const place of [0, 1, 3]) {
      const values = drawn(9, place, [1, 1, numel], { threads: 512 })
      expect(largestDifference(values, (i) => kernelElement(9, place, numel, 512, i))).toBeLessThan(TOLERANCE)
    }
  })

  it('does not depend on the device up to 65 536 elements, and asks for its threads above', () => {
    const shape: Shape = [1, 64, 1024]
    expect(drawn(1, 2, shape, { threads: 270336 })).toEqual(drawn(1, 2, shape))
    expect(() => drawn(1, 0, [2, 64, 1024])).toThrow(/state its threads/)
    expect(drawn(1, 0, [2, 64, 1024], { threads: 131072 }).slice(0, 65536)).toEqual(drawn(1, 0, shape))
  })

  it('takes seeds of more than 32 bits whole', () => {
    expect(drawn(1 + 2 ** 32, 0, [1, 1, 8])).not.toEqual(drawn(1, 0, [1, 1, 8]))
  })

  it('follows the standard normal law, with independent draws', () => {
    const [a, b] = [drawn(77, 0, [1, 64, 512]), drawn(77, 1, [1, 64, 512])]
    expect(kolmogorovSmirnov(a)).toBeLessThan(1.95)
    expect(Math.abs(correlation(a, b))).toBeLessThan(5 / Math.sqrt(a.length))
  })

  it('refuses a bad seed, threads that no device has, and a draw that is declared twice', () => {
    expect(torchCuda(1, [], { threads: 1000 }).refusal).toEqual({
      _tag: 'Refused',
      subject: 'threads',
      wrong: '1000',
      right: "a multiple of 256: the device's multiprocessors times the threads of each",
    })
    expect(torchCuda(1, [], { threads: 0 }).refusal).toBeDefined()
    expect(torchCuda(-1, []).refusal).toBeDefined()
    expect(torchCuda(1, [drawOf(0), drawOf(0)]).refusal).toBeDefined()
  })

  it('counts what a draw of a shape of its own takes as it counts others: by rounds of its threads', () => {
    const at = { index: 0, of: 1, from: 1, to: 0 }
    const own = { lane: 'own', at, shape: [1, 1, 4 * 256 * 5] as const }
    const after = (before: readonly Draw[]) =>
      torchCuda(3, [...before, { lane: 'mine', at }], { threads: 256 })({ lane: 'mine', at, shape: [1, 1, 64] }).data
    const plain = Array.from({ length: 5 }, (_, i): Draw => ({ lane: `one ${i}`, at }))
    expect(after([own])).toEqual(after(plain))
    expect(after([own])).not.toEqual(after(plain.slice(1)))
  })
})
