import { either as E } from 'fp-ts'
import { type FileError, malformedError } from '../error.js'
import { PICKLE } from './decode.js'
import { rebuildFromTensor, rebuildTensor } from './rebuild.js'
import { damagedPickle, type Stack, setEntries } from './stack.js'
import { asTagged, type PickleValue } from './value.js'

/** What a list or a tuple holds; undefined for anything else. */
const itemsOf = (value: PickleValue | undefined): readonly PickleValue[] | undefined => {
  const sequence = asTagged(value)
  return sequence?._tag === 'Tuple' || sequence?._tag === 'List' ? sequence.items : undefined
}

/** A dictionary from nothing, from another, or from a list of pairs. */
const dictionary = (stack: Stack, [given]: readonly PickleValue[]): E.Either<FileError, PickleValue> => {
  const from = asTagged(given)
  const items = new Map<string | number, PickleValue>()
  if (given === undefined) return E.right({ _tag: 'Dict', items })
  if (from?._tag === 'Dict') return E.right({ _tag: 'Dict', items: new Map(from.items) })
  if (from?._tag !== 'List') return malformedError(stack.file, PICKLE, 'it makes a dictionary from what is no list')
  for (const entry of from.items) {
    const pair = itemsOf(entry)
    if (pair?.length !== 2) return malformedError(stack.file, PICKLE, 'it makes a dictionary from what are no pairs')
    const set = setEntries(stack, items, pair)
    if (E.isLeft(set)) return set
  }
  return E.right({ _tag: 'Dict', items })
}

/**
 * `callee(*args)`, of the only functions there are; each builds a value of this reader's own, and runs nothing. Errors:
 * those of `decodePickle`.
 */
export const call = (stack: Stack, [callee, given]: readonly PickleValue[]): E.Either<FileError, PickleValue> => {
  const args = asTagged(given)
  if (args?._tag !== 'Tuple') return damagedPickle(stack, 'calls with what is no tuple')
  const called = asTagged(callee)
  switch (called?._tag) {
    case 'RebuildTensor':
      return rebuildTensor(stack.file, args.items)
    case 'RebuildFromTensor':
      return rebuildFromTensor(stack.file, args.items)
    case 'RebuildFromType': {
      const [made, , of] = args.items
      return asTagged(made)?._tag === 'RebuildFromType' || made === undefined || of === undefined
        ? damagedPickle(stack, 'builds a tensor from no function')
        : call(stack, [made, of])
    }
    case 'RebuildOther':
      return E.right({ _tag: 'OtherTensor', dtype: called.dtype })
    case 'Dictionary':
      return dictionary(stack, args.items)
    case 'Size':
      return E.right({ _tag: 'Tuple', items: itemsOf(args.items[0]) ?? [] })
    case 'Opaque':
      return E.right(called)
    default:
      return damagedPickle(stack, 'calls what is no function')
  }
}
