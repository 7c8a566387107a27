import { describe, expect, it } from 'vitest'
import { transformerBytes } from '../../src/memory/activations.js'
import { fullConfig } from '../dit/sa3-support.js'

describe('transformerBytes', () => {
  // What a call took above one of 16 frames, on random weights of the real width, in MiB, measured once.
  it.each([
    ['small', 388, 39.3],
    ['small', 4096, 458.5],
    ['medium', 388, 53.6],
    ['medium', 4096, 647.3],
  ] as const)(
    'is above what Stable Audio 3 %s took for %i frames, by at most a half',
    async (size, frames, measured) => {
      const config = await fullConfig(size)
      const above = (transformerBytes(config, frames, 1) - transformerBytes(config, 16, 1)) / (measured * 2 ** 20)
      expect(above).toBeGreaterThan(1)
      expect(above).toBeLessThan(1.5)
    },
  )
})
