import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Weights } from '@sigmastream/checkpoint'
import { taskEither as TE } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { openCheckpoint } from '../../src/checkpoint/open.js'
import { openConditioner } from '../../src/conditioning/conditioner.js'
import { conditionerShapes } from '../../src/conditioning/weight-shapes.js'
import type { TextEncoder } from '../../src/text/text-encoder.js'
import { right } from '../checkpoint/support.js'

const fixtures = fileURLToPath(new URL('../../../../fixtures', import.meta.url))

describe('the weights that a conditioner will read', () => {
  it.each(['tiny-sao', 'tiny-sao-small', 'tiny-sa3-small', 'tiny-sa3-medium'])(
    'are those that it reads, of %s',
    async (name) => {
      const { weights, partConfigs, textConfig } = right(await openCheckpoint(join(fixtures, name, 'checkpoint'))())
      const asked = new Map<string, readonly number[]>()
      const noting: Weights = {
        ...weights,
        get: (one, shape) => {
          asked.set(one, shape)
          return weights.get(one, shape)
        },
      }
      const { width } = textConfig
      const text: TextEncoder = {
        length: 1,
        width,
        embed: () => TE.left({ _tag: 'RunAborted' }),
        close: async () => {},
      }
      const config = partConfigs.conditioning
      right(await openConditioner({ weights: noting, config, text })())
      expect(new Map(conditionerShapes(config, width))).toEqual(asked)
    },
  )
})
