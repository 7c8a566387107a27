import { constant } from '@sigmastream/core'
import { expect, it } from 'vitest'
import { fromFunction, type Tensor } from '../src/index.js'

/** A tensor of a device that answers later, and cannot once it is disposed. */
const remote = (shape: readonly number[], values: unknown) => {
  const events: string[] = []
  const tensor: Tensor = {
    shape,
    dtype: 'float32',
    data: async () => {
      await new Promise((resolve) => setImmediate(resolve))
      events.push('read')
      return values
    },
    dispose: () => events.push('disposed'),
  }
  const tf = {
    tensor: () => tensor,
    tensor3d: () => tensor,
    clone: (x: Tensor) => x,
    tidy: (compute: () => Tensor) => compute(),
  }
  return { tf, events }
}

const signal = new AbortController().signal
const x = constant([1, 1, 2], 0)

it('an answer is disposed once it is read, however long that takes', async () => {
  const { tf, events } = remote([1, 1, 2], Float32Array.of(1, 2))
  expect([...(await fromFunction(tf, (given) => given)(x, 1, signal)).data]).toEqual([1, 2])
  expect(events).toEqual(['read', 'disposed'])
})

it.each([
  ['too few', Float32Array.of(1)],
  ['no floats', Int32Array.of(1, 2)],
])('values that are %s are refused, and the tensor is disposed', async (_, values) => {
  const { tf, events } = remote([1, 1, 2], values)
  const answer = fromFunction(tf, (given) => given)(x, 1, signal)
  await expect(answer).rejects.toThrow('the backend gave no 2 float32 values for 1x1x2')
  expect(events).toEqual(['read', 'disposed'])
})
