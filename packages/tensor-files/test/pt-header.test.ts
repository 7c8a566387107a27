import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { readPtHeader } from '../src/index.js'
import { archive, op, pickle, storage, tensor } from './pickles.js'
import { beginnings, left, onFile, right } from './support.js'

const values = [1, 2, 3, 4, 5, 6]

/** A dictionary of two tensors in one storage, the second from its third element on. */
const two = archive(
  pickle(
    op.dict,
    op.mark,
    op.text('a'),
    tensor(storage('0', 6), 0, [2, 3], [3, 1]),
    op.text('b'),
    tensor(storage('0', 6), 2, [2, 1, 2], [2, 7, 1]),
    op.setItems,
  ),
  { 0: values },
)

const header = (bytes: Uint8Array) => onFile('x.ckpt', bytes, readPtHeader)

describe('the header of a torch.save archive', () => {
  it('says where each tensor lies in the file', async () => {
    const entries = right(await header(two))
    expect([...entries.values()].map(({ name, dtype, shape }) => ({ name, dtype, shape }))).toEqual([
      { name: 'a', dtype: 'float32', shape: [2, 3] },
      { name: 'b', dtype: 'float32', shape: [2, 1, 2] },
    ])
    const read = [...entries.values()].map(({ offset, length }) => [
      ...new Float32Array(two.slice(offset, offset + length).buffer),
    ])
    expect(read).toEqual([values, [3, 4, 5, 6]])
  })

  it('refuses tensors that do not lie in it as they are', async () => {
    const across = pickle(tensor(storage('0', 6), 0, [3, 2], [1, 3]))
    expect(left(await header(archive(across, { 0: values })))).toMatchObject({
      _tag: 'Malformed',
      reason: 'its elements do not lie in order; save it contiguous',
    })
    const plain = pickle(tensor(storage('0', 6), 0, [6], [1]))
    const bytes = new Uint8Array(Float32Array.from(values).buffer)
    const packed = zipSync({ 'x/data.pkl': plain, 'x/data/0': bytes }, { level: 9 })
    expect(left(await header(packed))).toMatchObject({
      _tag: 'Malformed',
      reason: 'it is packed; torch.save stores tensors as they are: save it again',
    })
  })

  it('refuses a file that is cut short anywhere', async () => {
    for (const cut of beginnings(two).filter((_, i) => i % 40 === 1))
      expect(['Malformed', 'Truncated', 'WrongFormat']).toContain(left(await header(cut))._tag)
  })
})
