import { readFile } from 'node:fs/promises'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { windowKernel } from '../src/window-kernel.js'
import { windowMemory } from '../src/window-memory.js'
import { windowSums } from '../src/window-sums.js'
import { refusal, right } from './support.js'

/** Weights of the patches of one block whose sums are these, without offsets, as `weigh` makes them. */
const weightsOf = (
  sums: readonly number[],
  least: number,
): { readonly each: readonly number[]; readonly all: number } => {
  const at = windowMemory({ length: 1, learnt: sums.length, window: 1, rows: 1, few: 1 })
  const { memory, weigh } = right(windowKernel(at.bytes))
  new Float64Array(memory.buffer, at.offsets, 32 * at.blocks).fill(-Infinity).fill(0, 0, sums.length)
  new Float64Array(memory.buffer, at.sums, sums.length).set(sums)
  const all = weigh(at.sums, at.offsets, at.best, at.blocks, 0, least, 1, at.weights(0), at.active(0))
  return { each: [...new Float32Array(memory.buffer, at.weights(0), sums.length)], all }
}

describe('the kernel of windows', () => {
  it('weighs by the exponential function, within the rounding of a float32, from 0 to 40', () =>
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 40, noNaN: true }), { minLength: 1, maxLength: 40 }),
        (exponents) => {
          const { each, all } = weightsOf(
            exponents.map((x) => -x),
            -40,
          )
          const wrong = exponents.filter((x, i) => !(Math.abs(each[i]! / Math.exp(-x) - 1) < 2 ** -23))
          expect(wrong).toEqual([])
          const exact = exponents.reduce((sum, x) => sum + Math.exp(-x), 0)
          expect(Math.abs(all / exact - 1)).toBeLessThan(6e-9)
        },
      ),
      { examples: [[[0]], [[40]], [[Math.LN2]], [[Math.LN2 / 2]], [[10 * Math.LN2, 0, 0]]] },
    ))

  it('does not hold sums that no memory has room for, and says so', () => {
    const sizes = { window: 1, offsets: new Float64Array(1), block: 256, few: 1, channels: 1 }
    const sums = windowSums({ ...sizes, length: 2 ** 28 })
    expect(refusal(sums)).toMatch(/take 4\.3 GB at once.*give a shorter clip/)
  })

  it('leaves out what is less than asked for', () => {
    expect(weightsOf([0, -2, -3, -1, -2.5], -2).each.map((weight) => weight > 0)).toEqual([
      true,
      true,
      false,
      true,
      false,
    ])
  })

  it('is what scripts/build-kernel.mjs assembles from window-kernel.wat', async () => {
    const assembles = (script: unknown): script is { readonly assemble: (path: string) => Promise<string> } =>
      typeof script === 'object' && script !== null && 'assemble' in script && typeof script.assemble === 'function'
    const script: unknown = await import(new URL('../../../scripts/build-kernel.mjs', import.meta.url).href)
    if (!assembles(script)) throw new Error('build-kernel.mjs exports no assemble')
    const committed = await readFile(new URL('../src/window-kernel.generated.ts', import.meta.url), 'utf8')
    expect(await script.assemble('packages/model-exemplar/src/window-kernel.wat')).toBe(committed)
  })
})
