import { encode } from 'fast-png'
import { expect, it } from 'vitest'
import { differing, halved, mostDiffering } from './browser/pictures.js'

const [width, height] = [200, 100]
/** A picture with a dark bar at `left` on a light ground. */
const bar = (left: number, shade = 40): Uint8Array => {
  const data = new Uint8Array(width * height * 4).fill(250)
  for (let y = 20; y < 80; y++)
    for (let x = left; x < left + 40; x++) data.fill(shade, 4 * (y * width + x), 4 * (y * width + x) + 3)
  return encode({ width, height, data, channels: 4, depth: 8 })
}
const apart = (one: Uint8Array, other: Uint8Array): number => differing(halved(one), halved(other))

it('the same picture does not differ, nor one whose colours are a little off', () => {
  expect(apart(bar(50), bar(50))).toBe(0)
  expect(apart(bar(50), bar(50, 60))).toBe(0)
})

it('an edge that falls a pixel aside is let pass', () => {
  expect(apart(bar(50), bar(51))).toBeGreaterThan(0)
  expect(apart(bar(50), bar(51))).toBeLessThanOrEqual(mostDiffering)
})

it('what moved, has another colour or another size is not', () => {
  expect(apart(bar(50), bar(60))).toBeGreaterThan(mostDiffering)
  expect(apart(bar(50), bar(50, 120))).toBeGreaterThan(mostDiffering)
  const small = encode({ width: 100, height, data: new Uint8Array(100 * height * 4), channels: 4, depth: 8 })
  expect(apart(bar(50), small)).toBe(1)
})
