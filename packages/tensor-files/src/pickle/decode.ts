import { either as E } from 'fp-ts'
import { type FileError, malformedError, truncatedError } from '../error.js'
import { COUNTED, type DecodeArgument, FIXED, type Instruction, PLAIN, readUnsigned } from './instruction.js'

/** What messages call the pickle of a `.pt`. */
export const PICKLE = 'the pickle'

const PROTOCOL = 0x80
const NEWEST_PROTOCOL = 5
const GLOBAL = 0x63
const LINE_END = 0x0a

/** An instruction, and where the next one begins. */
interface DecodedInstruction {
  readonly instruction: Instruction
  readonly next: number
}

const argument = (
  file: string,
  bytes: Uint8Array,
  start: number,
  size: number,
  decode: DecodeArgument,
): E.Either<FileError, DecodedInstruction> =>
  start + size <= bytes.length
    ? E.right({ instruction: decode(bytes.subarray(start, start + size)), next: start + size })
    : truncatedError(file, PICKLE, start + size, bytes.length)

/** `module` and `name`, each to the end of its line. */
const globalName = (file: string, bytes: Uint8Array, start: number): E.Either<FileError, DecodedInstruction> => {
  const middle = bytes.indexOf(LINE_END, start)
  const end = middle < 0 ? -1 : bytes.indexOf(LINE_END, middle + 1)
  if (end < 0) return truncatedError(file, PICKLE, bytes.length + 1, bytes.length)
  const line = (from: number, to: number) => new TextDecoder().decode(bytes.subarray(from, to))
  return E.right({
    instruction: { _tag: 'Global', module: line(start, middle), name: line(middle + 1, end) },
    next: end + 1,
  })
}

/**
 * The instruction at byte `at`: those that `torch.save` needs, of protocols 2 to 5. `Truncated`, `Malformed` for a
 * newer protocol, `UnsupportedOpcode`. Source: CPython's `pickletools`.
 */
export const decodeInstruction = (
  file: string,
  bytes: Uint8Array,
  at: number,
): E.Either<FileError, DecodedInstruction> => {
  const opcode = bytes[at]
  if (opcode === undefined) return truncatedError(file, PICKLE, at + 1, bytes.length)
  const start = at + 1
  const plain = PLAIN.get(opcode)
  if (plain !== undefined) return E.right({ instruction: plain, next: start })
  const fixed = FIXED.get(opcode)
  if (fixed !== undefined) return argument(file, bytes, start, ...fixed)
  const counted = COUNTED.get(opcode)
  if (counted !== undefined) {
    const [lengthSize, decode] = counted
    if (start + lengthSize > bytes.length) return truncatedError(file, PICKLE, start + lengthSize, bytes.length)
    return argument(file, bytes, start + lengthSize, readUnsigned(bytes.subarray(start, start + lengthSize)), decode)
  }
  if (opcode === GLOBAL) return globalName(file, bytes, start)
  if (opcode !== PROTOCOL) return E.left({ _tag: 'UnsupportedOpcode', file, opcode, position: at })
  const protocol = bytes[start] ?? NEWEST_PROTOCOL
  return protocol <= NEWEST_PROTOCOL
    ? argument(file, bytes, start, 1, () => ({ _tag: 'Nothing' }))
    : malformedError(file, PICKLE, `its protocol is ${protocol}; at most ${NEWEST_PROTOCOL} is known`)
}
