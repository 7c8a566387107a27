import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type FileError, malformedError, tooLargeError } from './error.js'
import { PICKLE } from './pickle/decode.js'
import { asTagged, type OtherTensor, type PickleValue, type StridedTensor } from './pickle/value.js'
import { SINGLE_TENSOR } from './tensor.js'

/** A pickle may refer to one list many times over, or to a list from within itself: a short one unfolds without end. */
const MOST_VALUES = 1_000_000
const DEEPEST = 64
const LONGEST_NAME = 1000

/** The tensors of a pickle by name: those that are read, and what is said of the others. */
interface NamedTensors {
  readonly tensors: ReadonlyMap<string, StridedTensor>
  readonly others: ReadonlyMap<string, FileError>
}

type Visit = E.Either<FileError, void>

/**
 * The tensors within what a `.pt` holds, by name: a single one is `SINGLE_TENSOR`, others the keys of dictionaries and
 * the indices of lists and tuples on the way to them, joined by dots. What is no tensor is left out. `Malformed` where
 * two have one name, `TooLarge` past a million values, 64 levels, or 1000 characters of a name.
 */
export const nameTensors = (file: string, root: PickleValue): E.Either<FileError, NamedTensors> => {
  const tensors = new Map<string, StridedTensor>()
  const others = new Map<string, FileError>()
  let visited = 0

  const add = (tensor: StridedTensor | OtherTensor, name: string): Visit => {
    if (name.length > LONGEST_NAME)
      return tooLargeError(file, "a tensor's name, in characters,", name.length, LONGEST_NAME)
    if (tensors.has(name) || others.has(name))
      return malformedError(file, PICKLE, `it has two tensors by the name "${name}"; give them different keys`)
    if (tensor._tag === 'Tensor') tensors.set(name, tensor)
    else others.set(name, { _tag: 'UnsupportedDtype', file, part: `tensor "${name}"`, dtype: tensor.dtype })
    return E.right(undefined)
  }

  const visitAll = (items: Iterable<readonly [string | number, PickleValue]>, depth: number, prefix: string): Visit => {
    for (const [key, item] of items) {
      const done = visit(item, depth + 1, `${prefix}${key}`)
      if (E.isLeft(done)) return done
    }
    return E.right(undefined)
  }

  const visit = (value: PickleValue, depth: number, name: string | undefined): Visit => {
    visited += 1
    if (visited > MOST_VALUES) return tooLargeError(file, `${PICKLE}, in values,`, visited, MOST_VALUES)
    if (depth > DEEPEST) return tooLargeError(file, `${PICKLE}, in levels (does it contain itself?),`, depth, DEEPEST)
    const prefix = name === undefined ? '' : `${name}.`
    const found = asTagged(value)
    switch (found?._tag) {
      case 'Tensor':
      case 'OtherTensor':
        return add(found, name ?? SINGLE_TENSOR)
      case 'Dict':
        return visitAll(found.items, depth, prefix)
      case 'List':
      case 'Tuple':
        return visitAll(found.items.entries(), depth, prefix)
      default:
        return E.right(undefined)
    }
  }

  return pipe(
    visit(root, 0, undefined),
    E.map(() => ({ tensors, others })),
  )
}
