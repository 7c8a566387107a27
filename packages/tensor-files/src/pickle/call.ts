import { either as E } from 'fp-ts'
import { type FileError, malformedError } from '../error.js'
import { PICKLE } from './decode.js'
import { rebuildFromTensor, rebuildTensor } from './rebuild.js'
import { damagedPickle, type Stack, setEntries } from './stack.js'
import { asTagged, type PickleValue } from './value.js'

/** A dictionary from nothing, from another, or from a list of pairs. */
const dictionary = (stack: Stack, [given]: readonly PickleValue[]): E.Either<FileError, PickleValue> => {
  const from = asTagged(given)
  const items = new Map<string | number, PickleValue>()
  if (given === undefined) return E.right({ _tag: 'Dict', items })
  if (from?._tag === 'Dict') return E.right({ _tag: 'Dict', items: new Map(from.items) })
  if (from?._tag !== 'List') return malformedError(stack.file, PICKLE, 'it makes a dictionary from what is no list')
  for (const entry of from.items) {
    const pair = asTagged(entry)
    if ((pair?._tag !== 'Tuple' && pair?._tag !== 'List') || pair.items.length !== 2)
      return malformedError(stack.file, PICKLE, 'it makes a dictionary from what are no pairs')
    const set = setEntries(stack, items, pair.items)
    if (E.isLeft(set)) return set
  }
  return E.right({ _tag: 'Dict', items })
}

const opaque: PickleValue = { _tag: 'Opaque' }

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
    case 'Size': {
      const of = asTagged(args.items[0])
      return of?._tag === 'Tuple' || of?._tag === 'List'
        ? E.right({ _tag: 'Tuple', items: of.items })
        : E.right({ _tag: 'Tuple', items: [] })
    }
    case 'Opaque':
      return E.right(opaque)
    default:
      return damagedPickle(stack, 'calls what is no function')
  }
}
