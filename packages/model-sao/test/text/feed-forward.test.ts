import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { namedWeights, readWeightFile } from '@sigmastream/checkpoint'
import { encodeModel, input, openSession } from '@sigmastream/onnx'
import { writeTensors } from '@sigmastream/tensor-files'
import { describe, expect, it } from 'vitest'
import type { T5Config } from '../../src/text/t5/config.js'
import { feedForward } from '../../src/text/t5/feed-forward.js'
import { distance, right } from './support.js'

const config: T5Config = {
  _tag: 'T5',
  vocabulary: 4,
  width: 2,
  headWidth: 1,
  heads: 1,
  innerWidth: 3,
  blocks: 1,
  feedForward: 'gated-gelu',
  epsilon: 1e-6,
  positionBuckets: 32,
  farthestPosition: 128,
}
const gate = [1, -2, 0.5, 3, -1, 0.25]
const inner = [2, 1, -1, 0.5, 0.75, -3]
const outer = [1, 0.5, -2, 3, -0.25, 1]

const tensor = (shape: readonly number[], values: readonly number[]) => ({ shape, data: Float32Array.from(values) })
const times = (matrix: readonly number[], x: readonly number[]): readonly number[] =>
  Array.from({ length: matrix.length / x.length }, (_, row) =>
    x.reduce((sum, value, i) => sum + value * (matrix[row * x.length + i] ?? NaN), 0),
  )
const geluTanh = (x: number): number => (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))

describe('feedForward', () => {
  it('gates with the tanh form of GELU where the configuration says gated-gelu', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sigmastream-t5-'))
    try {
      const file = join(folder, 'model.safetensors')
      await writeTensors(
        file,
        new Map([
          ['ff.wi_0.weight', tensor([3, 2], gate)],
          ['ff.wi_1.weight', tensor([3, 2], inner)],
          ['ff.wo.weight', tensor([2, 3], outer)],
        ]),
      )()
      const { tensors, path } = right(await readWeightFile(file)())
      const weights = namedWeights([...tensors].map(([name, part]) => ({ name, shape: part.shape, parts: [part] })))
      const layer = right(feedForward(config, weights, 'ff'))
      const model = right(encodeModel({ y: layer(input('x', 'float32', [1, 2, 2])) }))
      const session = right(await openSession(model, { threads: 1, externalFolder: join(path, '..') })())
      const x = [
        [0.5, -1.5],
        [2, 0.25],
      ]
      const feeds = { x: { type: 'float32', dims: [1, 2, 2], data: Float32Array.from(x.flat()) } } as const
      const { y } = right(await session.run(feeds)().finally(session.close))
      if (y?.type !== 'float32') throw new Error('no y')
      const wanted = x.flatMap((token) => {
        const gated = times(gate, token).map(geluTanh)
        return times(
          outer,
          times(inner, token).map((value, i) => value * (gated[i] ?? NaN)),
        )
      })
      expect(distance(y.data, wanted)).toBeLessThan(1e-6)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
