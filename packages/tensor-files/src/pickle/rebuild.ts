import { either as E } from 'fp-ts'
import { type FileError, malformedError } from '../error.js'
import { elementCount } from '../shape.js'
import { span } from '../strides.js'
import { asTagged, type OtherTensor, type PickleValue, type StridedTensor } from './value.js'

const isNatural = (value: PickleValue | undefined): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0

const isNumber = (value: PickleValue): value is number => typeof value === 'number'

const numbers = (value: PickleValue | undefined): readonly number[] | undefined => {
  const tuple = asTagged(value)
  return tuple?._tag === 'Tuple' && tuple.items.every(isNumber) ? tuple.items : undefined
}

/** `('storage', type, key, location, elements)`, which `torch.save` writes in the place of the storage itself. */
export const storageOf = (file: string, id: PickleValue): E.Either<FileError, PickleValue> => {
  const tuple = asTagged(id)
  const [kind, type, key, , elements] = tuple?._tag === 'Tuple' && tuple.items.length === 5 ? tuple.items : []
  const storageType = asTagged(type)
  if (kind !== 'storage' || storageType?._tag !== 'StorageType' || typeof key !== 'string' || !isNatural(elements))
    return malformedError(file, 'a storage', "its identifier is ('storage', type, key, location, number of elements)")
  const { dtype, name } = storageType
  return E.right(dtype === null ? { _tag: 'OtherStorage', dtype: name } : { _tag: 'Storage', key, dtype, elements })
}

/**
 * `torch._utils._rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks[, metadata])`, and its first
 * version, which had the first four. `Malformed` for other arguments and for metadata (a lazy conjugate or sign),
 * `OutsideStorage`.
 */
export const rebuildTensor = (
  file: string,
  args: readonly PickleValue[],
): E.Either<FileError, StridedTensor | OtherTensor> => {
  const [first, offset, size, stride, , , metadata = null] = args
  const storage = asTagged(first)
  const shape = numbers(size)
  const strides = numbers(stride)
  const extra = asTagged(metadata)
  if (metadata !== null && !(extra?._tag === 'Dict' && extra.items.size === 0)) {
    return malformedError(file, 'a tensor', 'it carries metadata (a lazy conjugate or sign); save .clone() of it')
  }
  if (storage?._tag === 'OtherStorage') return E.right({ _tag: 'OtherTensor', dtype: storage.dtype })
  const counted = args.length === 4 || args.length === 6 || args.length === 7
  if (!counted || storage?._tag !== 'Storage' || !isNatural(offset) || shape === undefined) {
    return malformedError(file, 'a tensor', 'it is built from a storage, an offset, a size, strides, a flag and hooks')
  }
  if (strides?.length !== shape.length || !strides.every(isNatural)) {
    return malformedError(file, 'a tensor', 'its strides are not whole numbers of at least 0, one for each dimension')
  }
  const count = elementCount(file, 'a tensor', shape)
  if (E.isLeft(count)) return count
  const end = offset + span(shape, strides)
  return end <= storage.elements
    ? E.right({ _tag: 'Tensor', storage, offset, shape, strides, count: count.right })
    : E.left({ _tag: 'OutsideStorage', file, storage: storage.key, last: end - 1, elements: storage.elements })
}

/** A parameter, or another tensor that is made of one: `f(tensor, ...)`. `Malformed` for anything else. */
export const rebuildFromTensor = (
  file: string,
  [data]: readonly PickleValue[],
): E.Either<FileError, StridedTensor | OtherTensor> => {
  const tensor = asTagged(data)
  return tensor?._tag === 'Tensor' || tensor?._tag === 'OtherTensor'
    ? E.right(tensor)
    : malformedError(file, 'a parameter', 'it is built from a tensor')
}
