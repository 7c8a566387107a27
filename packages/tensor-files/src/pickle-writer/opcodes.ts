import type { ReadonlyF32 } from '@sigmastream/core'

/**
 * A part of a pickle: the bytes that leave one value on top of the reader's stack, or do something with what is there.
 */
export type PickleChunk = Uint8Array

const byte = (code: number): PickleChunk => Uint8Array.of(code)
const utf8 = new TextEncoder()

const uint32 = (value: number): PickleChunk => {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value, true)
  return bytes
}

/** The bytes of chunks, one after the other. */
const concatChunks = (...chunks: readonly PickleChunk[]): PickleChunk => {
  const out = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0))
  chunks.reduce((at, chunk) => {
    out.set(chunk, at)
    return at + chunk.length
  }, 0)
  return out
}

/** `None`. */
export const pickleNone = byte(0x4e)

/** `True` or `False`. */
export const pickleBoolean = (value: boolean): PickleChunk => byte(value ? 0x88 : 0x89)

/** An `int` of 32 bits, sign included. */
export const pickleInteger = (value: number): PickleChunk => concatChunks(byte(0x4a), uint32(value))

/** A `str`. */
export const pickleText = (value: string): PickleChunk => {
  const bytes = utf8.encode(value)
  return concatChunks(byte(0x58), uint32(bytes.length), bytes)
}

/** A `bytes`, of less than 4 GiB. */
export const binary = (bytes: Uint8Array): PickleChunk => concatChunks(byte(0x42), uint32(bytes.length), bytes)

/** A `tuple`. */
export const pickleTuple = (...items: readonly PickleChunk[]): PickleChunk =>
  concatChunks(byte(0x28), ...items, byte(0x74))

/** A `list`. */
export const pickleList = (items: readonly PickleChunk[]): PickleChunk =>
  concatChunks(byte(0x5d), byte(0x28), ...items, byte(0x65))

/** A `dict` of texts, in this order. */
export const pickleDict = (entries: readonly (readonly [key: string, value: PickleChunk])[]): PickleChunk =>
  concatChunks(byte(0x7d), byte(0x28), ...entries.flatMap(([key, value]) => [pickleText(key), value]), byte(0x75))

/** A class or function by its name in a module; neither holds a line break. */
export const pickleGlobal = (module: string, name: string): PickleChunk =>
  concatChunks(byte(0x63), utf8.encode(`${module}\n${name}\n`))

/** `callable(*arguments)`. */
export const pickleCall = (callable: PickleChunk, ...args: readonly PickleChunk[]): PickleChunk =>
  concatChunks(callable, pickleTuple(...args), byte(0x52))

/** `object.__setstate__(state)`. */
export const withState = (object: PickleChunk, state: PickleChunk): PickleChunk =>
  concatChunks(object, state, byte(0x62))

/** float32 values as their little-endian bytes. */
export const float32Bytes = (values: ReadonlyF32): Uint8Array => {
  const view = new DataView(new ArrayBuffer(values.length * 4))
  values.slice().forEach((value, i) => view.setFloat32(i * 4, value, true))
  return new Uint8Array(view.buffer)
}

/**
 * A whole pickle of protocol 4, which every Python since 3.4 reads; frames, which it may have, only help where it is
 * read in pieces. Source of the opcodes: CPython `Lib/pickle.py`.
 */
export const pickleOf = (value: PickleChunk): Uint8Array => concatChunks(Uint8Array.of(0x80, 4), value, byte(0x2e))
