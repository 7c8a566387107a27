import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { batchItem, type Latent } from '../../src/latent.js'
import { brownian, keyed, noiseBetween, recordedTape } from '../../src/noise/index.js'
import type { Shape } from '../../src/shape.js'

const at = { index: 0, of: 3, from: 4, to: 1 }
const shape: Shape = [1, 2, 12]
const query = { lane: 'start', at, shape }
const seeds = fc.uniqueArray(fc.nat(10_000), { minLength: 2, maxLength: 2 })
const part = fc.integer({ min: 1, max: 99 }).map((n) => n / 100)

const dot = (a: Latent, b: Latent): number => [...a.data].reduce((sum, value, i) => sum + value * (b.data[i] ?? NaN), 0)
const lengthOf = (a: Latent): number => Math.sqrt(dot(a, a))
const angleOf = (a: Latent, b: Latent): number => Math.acos(dot(a, b) / (lengthOf(a) * lengthOf(b)))

describe('noise between two sources', () => {
  it('is the one at 0 and the other at 1, bit for bit', () => {
    const [one, other] = [keyed(1), brownian(2)]
    expect([...noiseBetween(one, other, 0)(query).data]).toEqual([...one(query).data])
    expect([...noiseBetween(one, other, 1)(query).data]).toEqual([...other(query).data])
  })

  it('goes evenly: its angle to the one, and how loud it is', () => {
    fc.assert(
      fc.property(seeds, part, ([a = 0, b = 0], by) => {
        const [one, other] = [keyed(a)(query), keyed(b)(query)]
        const between = noiseBetween(keyed(a), keyed(b), by)(query)
        expect(angleOf(one, between)).toBeCloseTo(by * angleOf(one, other), 4)
        expect(angleOf(between, other)).toBeCloseTo((1 - by) * angleOf(one, other), 4)
        expect(lengthOf(between)).toBeCloseTo((1 - by) * lengthOf(one) + by * lengthOf(other), 4)
      }),
      { numRuns: 25 },
    )
  })

  it('goes for each item of a batch as for the item alone, bit for bit', () => {
    const together = noiseBetween(keyed([1, 5]), keyed([2, 9]), 0.3)({ ...query, shape: [2, 2, 12] })
    const alone = [noiseBetween(keyed(1), keyed(2), 0.3), noiseBetween(keyed(5), keyed(9), 0.3)]
    alone.forEach((noise, i) => expect([...batchItem(together, i).data]).toEqual([...noise(query).data]))
  })

  it('is finite between noise and itself, its opposite and silence', () => {
    const of = (sign: number): Latent => ({
      shape,
      data: Float32Array.from(keyed(3)(query).data, (value) => sign * value),
    })
    for (const other of [of(1), of(-1), of(0)]) {
      const between = noiseBetween(keyed(3), recordedTape([{ lane: 'start', at }], [other]), 0.3)(query)
      expect([...between.data].every(Number.isFinite)).toBe(true)
    }
    expect([...noiseBetween(keyed(3), keyed(3), 0.3)(query).data].map(Math.fround)).toEqual([...of(1).data])
  })

  it('is refused outside of the way, and where a source is', () => {
    expect(noiseBetween(keyed(1), keyed(2), 1.5).refusal).toEqual({
      _tag: 'Refused',
      subject: 'noise between two sources',
      wrong: '1.5 of the way',
      right: 'a number from 0 (the one) to 1 (the other)',
    })
    for (const noise of [noiseBetween(keyed(-1), keyed(2), 0.5), noiseBetween(keyed(1), keyed(-1), 0.5)])
      expect(noise.refusal?.subject).toBe('seed')
    expect(noiseBetween(keyed(1), keyed(2), NaN).refusal?.wrong).toBe('NaN of the way')
  })
})
