import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { decodeElements, encodeElements } from './elements.js'
import type { FileError } from './error.js'
import type { NpyHeader } from './npy-header.js'
import { columnMajor, gather } from './strides.js'
import { SINGLE_TENSOR, type StoredTensor, type Tensor } from './tensor.js'
import { checkWritable } from './writable.js'

/** The tensor of a header and the bytes of its elements, Fortran order brought into row-major order. */
export const npyTensor = (
  { dtype, order, fortranOrder, shape, count }: NpyHeader,
  elements: Uint8Array,
): StoredTensor => {
  const data = decodeElements(elements, dtype, order)
  return {
    shape,
    dtype,
    data: fortranOrder && shape.length > 1 ? gather(data, shape, columnMajor(shape), count) : data,
  }
}

/** The dictionary is padded so that elements begin at a multiple of this, as NumPy does for mapping into memory. */
const ALIGNMENT = 64

/**
 * The bytes of a `.npy` file, version 1.0, of little-endian float32. `UnwritableTensor` where shape and data disagree.
 */
export const encodeNpy = (
  tensor: Tensor,
  file = 'these bytes',
  name = SINGLE_TENSOR,
): E.Either<FileError, Uint8Array> =>
  pipe(
    checkWritable(file, name, tensor),
    E.map(({ shape, data }) => {
      const tuple = shape.length === 1 ? `(${shape.join('')},)` : `(${shape.join(', ')})`
      const dict = `{'descr': '<f4', 'fortran_order': False, 'shape': ${tuple}, }`
      const dataStart = Math.ceil((10 + dict.length + 1) / ALIGNMENT) * ALIGNMENT
      const bytes = new Uint8Array(dataStart + data.length * 4)
      bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0])
      new DataView(bytes.buffer).setUint16(8, dataStart - 10, true)
      bytes.set(new TextEncoder().encode(`${dict.padEnd(dataStart - 11)}\n`), 10)
      bytes.set(encodeElements(data), dataStart)
      return bytes
    }),
  )
