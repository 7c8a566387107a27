import { join } from 'node:path'
import { type ReadonlyF32, startLane } from '@sigmastream/core'
import { torchCuda } from '@sigmastream/core/noise'
import { readTensor } from '@sigmastream/tensor-files'
import { expect, it } from 'vitest'
import { orThrow, scratch, type } from './support.js'

const folder = scratch()

/** Values as text that is the same where every bit is: to compare so many one by one takes long. */
const bitsOf = (values: ReadonlyF32): string => Buffer.from(values.slice().buffer).toString('hex')

it('noise --cuda-threads is what the device runs at once, for every item', async () => {
  const file = join(folder, 'n.npy')
  const shape = [2, 33, 1000] as const
  const values = async (threads: number): Promise<string> => {
    const line = ['noise', '--noise', 'torch-cuda', '--seed', '456', '--shape', shape.join(','), '-o', file, '--force']
    expect(await type([...line, '--cuda-threads', String(threads)])).toMatchObject({ exit: 0 })
    return bitsOf(orThrow(await readTensor(file)()).data)
  }
  const at = { index: 0, of: 1, from: 1, to: 0.5 }
  const drawn = (threads: number): ReadonlyF32 => {
    const source = torchCuda(456, [{ lane: startLane, at }], { threads })
    return source({ lane: startLane, at, shape }).data
  }
  expect(await values(1024)).toBe(bitsOf(drawn(1024)))
  expect(await values(4096)).toBe(bitsOf(drawn(4096)))
  expect(bitsOf(drawn(1024).slice(33_000))).not.toBe(bitsOf(drawn(4096).slice(33_000)))
})
