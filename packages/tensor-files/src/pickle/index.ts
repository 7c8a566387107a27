import { either as E } from 'fp-ts'
import { type FileError, malformedError } from '../error.js'
import { decodeInstruction, PICKLE } from './decode.js'
import { execute } from './execute.js'
import { damagedPickle, type Stack } from './stack.js'
import type { PickleValue } from './value.js'

/**
 * The value of a pickle as `torch.save` writes it, of protocols 2 to 5: tensors (as views of storages that lie
 * elsewhere), lists, tuples, dictionaries, texts, numbers, None. A pickle is a program; this carries out only what
 * builds those, by functions of its own, and takes the names that PyTorch's safe loading takes. `Truncated`,
 * `Malformed`, `UnknownGlobal`, `UnsupportedOpcode`, `OutsideStorage`. Source: CPython's `pickle.py` (`_Unpickler`) and
 * PyTorch's `_weights_only_unpickler.py`.
 */
export const decodePickle = (bytes: Uint8Array, file = 'these bytes'): E.Either<FileError, PickleValue> => {
  const stack: Stack = { file, values: [], marks: [], memo: new Map() }
  for (let at = 0; ; ) {
    const decoded = decodeInstruction(file, bytes, at)
    if (E.isLeft(decoded)) return decoded
    const { instruction, next } = decoded.right
    if (instruction._tag === 'Stop') {
      if (next !== bytes.length)
        return malformedError(file, PICKLE, `${bytes.length - next} bytes follow its end; none may`)
      const [value, ...more] = stack.values
      return value !== undefined && more.length === 0 && stack.marks.length === 0
        ? E.right(value)
        : damagedPickle(stack, 'does not end with one value')
    }
    const done = execute(stack, instruction)
    if (E.isLeft(done)) return done
    at = next
  }
}
