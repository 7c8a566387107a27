import { readFile } from 'node:fs/promises'
import { latents, shapes } from '@sigmastream/laws'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { build, constant, firstNonFinite, type Latent, type Shape } from '../src/index.js'
import { blockFloats } from '../src/numerics/kernel.js'

const line = (frames: number): Shape => [1, 1, frames]

/** Values that differ everywhere, so that a misplaced block or vector shows. */
const ramp = (frames: number, scale: number): Latent =>
  build(line(frames), (out) => out.forEach((_, i) => (out[i] = scale * Math.sin(i * 0.7 + scale))))

// Around one block, around two, and a last vector of every length.
const lengths = [1, 2, 3, 4, 5, 15, 16, 17, blockFloats - 1, blockFloats, blockFloats + 1, 2 * blockFloats + 3]

describe('firstNonFinite', () => {
  const spoiled = (length: number, place: number, value: number): Latent =>
    build(line(length), (out) => {
      out.fill(Math.fround(3.4e38)) // the largest sizes are finite
      out[place] = value
    })

  it.each([Number.NaN, Infinity, -Infinity])(
    'finds %d at every place of a vector, in whole and partial blocks',
    (value) => {
      const places = [1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((length) =>
        Array.from({ length }, (_, place) => [length, place] as const),
      )
      const far = [blockFloats - 1, blockFloats, blockFloats + 1, blockFloats + 6].flatMap((length) =>
        [0, 1, 2, 3, 4].map((back) => [length, length - 1 - back] as const),
      )
      const missed = [...places, ...far].filter(([length, place]) => {
        const found = firstNonFinite(spoiled(length, place, value))
        return found === null || found.index !== place || !Object.is(found.value, value)
      })
      expect(missed).toEqual([])
    },
  )

  it('names the first of several', () => {
    const twice = build(line(blockFloats + 9), (out) => {
      out[blockFloats + 5] = Number.NaN
      out[blockFloats + 2] = -Infinity
    })
    expect(firstNonFinite(twice)).toEqual({ index: blockFloats + 2, value: -Infinity })
  })

  it('finds nothing among finite values, subnormal and largest ones included, nor in what an earlier call left behind', () => {
    firstNonFinite(constant(line(blockFloats), Number.NaN))
    for (const length of lengths) expect(firstNonFinite(ramp(length, 3.4e38))).toBeNull()
    fc.assert(
      fc.property(
        shapes().chain((shape) => latents(shape, 3.4e38)),
        (x) => firstNonFinite(x) === null,
      ),
    )
  })
})

describe('kernel.generated.ts', () => {
  const assembles = (script: unknown): script is { readonly assemble: (path: string) => Promise<string> } =>
    typeof script === 'object' && script !== null && 'assemble' in script && typeof script.assemble === 'function'

  it('is what scripts/build-kernel.mjs assembles from kernel.wat', async () => {
    const script: unknown = await import(new URL('../../../scripts/build-kernel.mjs', import.meta.url).href)
    if (!assembles(script)) throw new Error('build-kernel.mjs exports no assemble')
    const committed = await readFile(new URL('../src/numerics/kernel.generated.ts', import.meta.url), 'utf8')
    expect(await script.assemble('packages/core/src/numerics/kernel.wat')).toBe(committed)
  })
})
