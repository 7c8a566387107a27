import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type FileError, malformedError } from '../error.js'
import { call } from './call.js'
import { PICKLE } from './decode.js'
import { resolveGlobal } from './global.js'
import type { Instruction } from './instruction.js'
import { storageOf } from './rebuild.js'
import { append, damagedPickle, pop, popMany, popToMark, type Stack, setItems } from './stack.js'
import { asTagged, type PickleValue } from './value.js'

type Result = E.Either<FileError, void>

const push =
  (stack: Stack) =>
  (value: PickleValue): void => {
    stack.values.push(value)
  }

const tuple = (items: readonly PickleValue[]): PickleValue => ({ _tag: 'Tuple', items })

const put = (stack: Stack, slot: number): Result => {
  const value = stack.values.at(-1)
  if (value === undefined) return damagedPickle(stack, 'remembers the top of an empty stack')
  stack.memo.set(slot, value)
  return E.right(undefined)
}

const get = (stack: Stack, slot: number): Result => {
  const value = stack.memo.get(slot)
  return value === undefined ? damagedPickle(stack, 'recalls what it never remembered') : E.right(push(stack)(value))
}

/** What may be given attributes: they are no tensors (`_metadata` of a `state_dict()`), and are dropped. */
const TAKES_STATE: ReadonlySet<string | undefined> = new Set(['Dict', 'Tensor', 'OtherTensor', 'Opaque'])

const setState = (stack: Stack): Result =>
  pipe(
    pop(stack),
    E.flatMap(() =>
      TAKES_STATE.has(asTagged(stack.values.at(-1))?._tag)
        ? E.right(undefined)
        : malformedError(stack.file, PICKLE, 'it gives attributes to what has none; save plain tensors'),
    ),
  )

const stackGlobal = (stack: Stack, [module, name]: readonly PickleValue[]): E.Either<FileError, PickleValue> =>
  typeof module === 'string' && typeof name === 'string'
    ? resolveGlobal(stack.file, module, name)
    : damagedPickle(stack, 'names a function by what is no text')

/** Carries out one instruction on the stack; `Stop` is the caller's. Errors: those of `decodePickle`. */
export const execute = (stack: Stack, instruction: Instruction): Result => {
  switch (instruction._tag) {
    case 'Push':
      return E.right(push(stack)(instruction.value))
    case 'NewList':
      return E.right(push(stack)({ _tag: 'List', items: [] }))
    case 'NewDict':
      return E.right(push(stack)({ _tag: 'Dict', items: new Map() }))
    case 'Mark':
      stack.marks.push(stack.values.length)
      return E.right(undefined)
    case 'TupleSinceMark':
      return pipe(popToMark(stack), E.map(tuple), E.map(push(stack)))
    case 'TupleOf':
      return pipe(popMany(stack, instruction.count), E.map(tuple), E.map(push(stack)))
    case 'Append':
      return pipe(
        popMany(stack, 1),
        E.flatMap((values) => append(stack, values)),
      )
    case 'AppendSinceMark':
      return pipe(
        popToMark(stack),
        E.flatMap((values) => append(stack, values)),
      )
    case 'SetItem':
      return pipe(
        popMany(stack, 2),
        E.flatMap((pair) => setItems(stack, pair)),
      )
    case 'SetItemsSinceMark':
      return pipe(
        popToMark(stack),
        E.flatMap((pairs) => setItems(stack, pairs)),
      )
    case 'Put':
      return put(stack, instruction.slot)
    case 'PutNext':
      return put(stack, stack.memo.size)
    case 'Get':
      return get(stack, instruction.slot)
    case 'Global':
      return pipe(resolveGlobal(stack.file, instruction.module, instruction.name), E.map(push(stack)))
    case 'StackGlobal':
      return pipe(
        popMany(stack, 2),
        E.flatMap((names) => stackGlobal(stack, names)),
        E.map(push(stack)),
      )
    case 'Call':
      return pipe(
        popMany(stack, 2),
        E.flatMap((pair) => call(stack, pair)),
        E.map(push(stack)),
      )
    case 'AddToSet':
      return pipe(
        popToMark(stack),
        E.flatMap(() =>
          asTagged(stack.values.at(-1))?._tag === 'Opaque'
            ? E.right(undefined)
            : damagedPickle(stack, 'adds to what is no set'),
        ),
      )
    case 'FrozenSet':
      return pipe(
        popToMark(stack),
        E.map(() => push(stack)({ _tag: 'Opaque' })),
      )
    case 'SetState':
      return setState(stack)
    case 'PersistentId':
      return pipe(
        pop(stack),
        E.flatMap((id) => storageOf(stack.file, id)),
        E.map(push(stack)),
      )
    case 'Stop':
    case 'Nothing':
      return E.right(undefined)
  }
}
