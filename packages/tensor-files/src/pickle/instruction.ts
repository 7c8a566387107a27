import type { PickleValue } from './value.js'

/** One opcode with its argument read. Opcodes that say the same in two lengths are one instruction. */
export type Instruction =
  | { readonly _tag: 'Push'; readonly value: PickleValue }
  | { readonly _tag: 'NewList' }
  | { readonly _tag: 'NewDict' }
  | { readonly _tag: 'Mark' }
  | { readonly _tag: 'TupleSinceMark' }
  | { readonly _tag: 'TupleOf'; readonly count: number }
  | { readonly _tag: 'Append' }
  | { readonly _tag: 'AppendSinceMark' }
  | { readonly _tag: 'SetItem' }
  | { readonly _tag: 'SetItemsSinceMark' }
  | { readonly _tag: 'Put'; readonly slot: number }
  | { readonly _tag: 'PutNext' }
  | { readonly _tag: 'Get'; readonly slot: number }
  | { readonly _tag: 'Global'; readonly module: string; readonly name: string }
  | { readonly _tag: 'StackGlobal' }
  | { readonly _tag: 'Call' }
  | { readonly _tag: 'AddToSet' }
  | { readonly _tag: 'FrozenSet' }
  | { readonly _tag: 'SetState' }
  | { readonly _tag: 'PersistentId' }
  | { readonly _tag: 'Stop' }
  | { readonly _tag: 'Nothing' }

const push = (value: PickleValue): Instruction => ({ _tag: 'Push', value })

/** The opcodes without an argument, by their byte. */
export const PLAIN: ReadonlyMap<number, Instruction> = new Map<number, Instruction>([
  [0x28, { _tag: 'Mark' }],
  [0x2e, { _tag: 'Stop' }],
  [0x5d, { _tag: 'NewList' }],
  [0x7d, { _tag: 'NewDict' }],
  [0x29, push({ _tag: 'Tuple', items: [] })],
  [0x4e, push(null)],
  [0x88, push(true)],
  [0x89, push(false)],
  [0x74, { _tag: 'TupleSinceMark' }],
  [0x85, { _tag: 'TupleOf', count: 1 }],
  [0x86, { _tag: 'TupleOf', count: 2 }],
  [0x87, { _tag: 'TupleOf', count: 3 }],
  [0x61, { _tag: 'Append' }],
  [0x65, { _tag: 'AppendSinceMark' }],
  [0x73, { _tag: 'SetItem' }],
  [0x75, { _tag: 'SetItemsSinceMark' }],
  [0x94, { _tag: 'PutNext' }],
  [0x93, { _tag: 'StackGlobal' }],
  [0x52, { _tag: 'Call' }],
  [0x81, { _tag: 'Call' }],
  [0x8f, push({ _tag: 'Opaque' })],
  [0x90, { _tag: 'AddToSet' }],
  [0x91, { _tag: 'FrozenSet' }],
  [0x62, { _tag: 'SetState' }],
  [0x51, { _tag: 'PersistentId' }],
])

/** An integer of any sign from its little-endian bytes, at most 255 of them. */
const integer = (bytes: Uint8Array): PickleValue => {
  const magnitude = bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
  const value = Number(BigInt.asIntN(8 * bytes.length, magnitude))
  return Number.isSafeInteger(value) ? value : { _tag: 'HugeInteger' }
}

const text = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
const slot = (bytes: Uint8Array): Instruction => ({ _tag: 'Put', slot: readUnsigned(bytes) })
const recall = (bytes: Uint8Array): Instruction => ({ _tag: 'Get', slot: readUnsigned(bytes) })
const byteString = (): Instruction => push({ _tag: 'Bytes' })

/**
 * A little-endian length or index of at most 8 bytes; past 2^53 no longer exact, and longer than any file all the same.
 */
export const readUnsigned = (bytes: Uint8Array): number => bytes.reduceRight((sum, byte) => sum * 256 + byte, 0)

/** An instruction from the bytes of its argument. */
export type DecodeArgument = (argument: Uint8Array) => Instruction

/** The opcodes with an argument of so many bytes. */
export const FIXED: ReadonlyMap<number, readonly [size: number, decode: DecodeArgument]> = new Map([
  [0x4b, [1, (bytes: Uint8Array) => push(readUnsigned(bytes))]],
  [0x4d, [2, (bytes: Uint8Array) => push(readUnsigned(bytes))]],
  [0x4a, [4, (bytes: Uint8Array) => push(integer(bytes))]],
  [0x47, [8, (bytes: Uint8Array) => push(new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0))]],
  [0x71, [1, slot]],
  [0x72, [4, slot]],
  [0x68, [1, recall]],
  [0x6a, [4, recall]],
  [0x95, [8, (): Instruction => ({ _tag: 'Nothing' })]],
])

/** The opcodes whose argument follows its own length, which takes so many bytes. */
export const COUNTED: ReadonlyMap<number, readonly [lengthSize: number, decode: DecodeArgument]> = new Map([
  [0x8c, [1, (bytes: Uint8Array) => push(text(bytes))]],
  [0x55, [1, (bytes: Uint8Array) => push(text(bytes))]],
  [0x58, [4, (bytes: Uint8Array) => push(text(bytes))]],
  [0x8d, [8, (bytes: Uint8Array) => push(text(bytes))]],
  [0x8a, [1, (bytes: Uint8Array) => push(integer(bytes))]],
  [0x43, [1, byteString]],
  [0x42, [4, byteString]],
])
