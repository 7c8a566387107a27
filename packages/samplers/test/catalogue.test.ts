import { expect, it } from 'vitest'
import * as entry from '../src/index.js'

it('every sampler of the table is exported under a name of its own, a variant by options aside', () => {
  const exported = new Set<unknown>(Object.values(entry))
  const missing = Object.entries(entry.samplers).filter(([, sampler]) => !exported.has(sampler))
  expect(missing.map(([name]) => name)).toEqual(['unipc-bh1', 'dpmpp-2m-sde-heun', 'exp-heun-2-x0-sde'])
})
