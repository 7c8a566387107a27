import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { roundToHalf } from '@sigmastream/core'
import { describe, expect, it } from 'vitest'
import { skippedUnless } from '../../../test/skipped-unless.js'
import { readTensor, readTensors } from '../src/index.js'
import { right } from './support.js'

const shared = fileURLToPath(new URL('../../../../shared/', import.meta.url))
const course = `${shared}course/`
const golden = `${shared}golden/kdiffusion/`

const beside = (folder: string, name: string) =>
  skippedUnless(existsSync(folder), `no ../shared/${name} beside this repository, whose files are read`)

describe("the course's files", beside(course, 'course'), () => {
  it('hold the starting noise: float32 [1, 64, 128] of values that are halves', async () => {
    const noise = right(await readTensor(`${course}x_T.pt`)())
    expect(noise).toMatchObject({ shape: [1, 64, 128], dtype: 'float32' })
    expect([...noise.data].every((value) => roundToHalf(value) === value)).toBe(true)
    const deviation = Math.sqrt([...noise.data].reduce((sum, value) => sum + value * value, 0) / noise.data.length)
    expect(deviation).toBeGreaterThan(480)
    expect(deviation).toBeLessThan(520)
  })

  it('hold six references in halves', async () => {
    for (const name of ['0', '1', '2', '3', '4', '5']) {
      const reference = right(await readTensor(`${course}references/${name}.pt`)())
      expect(reference).toMatchObject({ shape: [1, 64, 128], dtype: 'float16' })
      expect([...reference.data].every(Number.isFinite)).toBe(true)
    }
  })

  it('hold six masks of zeros and ones, with one interval of frames on all channels', async () => {
    const masks = right(await readTensors(`${course}testing_files/q2_0.pt`)())
    expect([...masks.keys()]).toEqual(['0', '1', '2', '3', '4', '5'])
    const intervals = [
      [0, 86],
      [21, 43],
      [32, 64],
      [43, 86],
      [21, 86],
      [0, 107],
    ] as const
    for (const [name, { shape, data }] of masks) {
      const [start, end] = intervals[Number(name)] ?? [NaN, NaN]
      expect(shape).toEqual([1, 64, 128])
      expect([...data].every((value, i) => value === Number(i % 128 >= start && i % 128 < end))).toBe(true)
    }
  })
})

describe('the recorded outputs', beside(golden, 'golden'), () => {
  it('are read whole', async () => {
    for (const name of ['samplers', 'schedules', 'torch_cpu_rng']) {
      const tensors = right(await readTensors(`${golden}${name}.safetensors`)())
      expect(tensors.size).toBeGreaterThan(10)
      expect([...tensors.values()].every(({ data }) => [...data].every(Number.isFinite))).toBe(true)
    }
  })
})
