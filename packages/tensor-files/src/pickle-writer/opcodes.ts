import type { ReadonlyF32 } from '@sigmastream/core'

/**
 * A part of a pickle: the bytes that leave one value on top of the reader's stack, or do something with what is there.
 */
export type Chunk = Uint8Array

const byte = (code: number): Chunk => Uint8Array.of(code)
const utf8 = new TextEncoder()

const uint32 = (value: number): Chunk => {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value, true)
  return bytes
}

/** The bytes of chunks, one after the other. */
export const joined = (...chunks: readonly Chunk[]): Chunk => {
  const out = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0))
  chunks.reduce((at, chunk) => {
    out.set(chunk, at)
    return at + chunk.length
  }, 0)
  return out
}

/** `None`. */
export const none = byte(0x4e)

/** `True` or `False`. */
export const boolean = (value: boolean): Chunk => byte(value ? 0x88 : 0x89)

/** An `int` of 32 bits, sign included. */
export const integer = (value: number): Chunk => joined(byte(0x4a), uint32(value))

/** A `str`. */
export const text = (value: string): Chunk => {
  const bytes = utf8.encode(value)
  return joined(byte(0x58), uint32(bytes.length), bytes)
}

/** A `bytes`, of less than 4 GiB. */
export const binary = (bytes: Uint8Array): Chunk => joined(byte(0x42), uint32(bytes.length), bytes)

/** A `tuple`. */
export const tuple = (...items: readonly Chunk[]): Chunk => joined(byte(0x28), ...items, byte(0x74))

/** A `list`. */
export const list = (items: readonly Chunk[]): Chunk => joined(byte(0x5d), byte(0x28), ...items, byte(0x65))

/** A `dict` of texts, in this order. */
export const dict = (entries: readonly (readonly [key: string, value: Chunk])[]): Chunk =>
  joined(byte(0x7d), byte(0x28), ...entries.flatMap(([key, value]) => [text(key), value]), byte(0x75))

/** A class or function by its name in a module; neither holds a line break. */
export const named = (module: string, name: string): Chunk => joined(byte(0x63), utf8.encode(`${module}\n${name}\n`))

/** `callable(*arguments)`. */
export const called = (callable: Chunk, ...args: readonly Chunk[]): Chunk =>
  joined(callable, tuple(...args), byte(0x52))

/** `object.__setstate__(state)`. */
export const withState = (object: Chunk, state: Chunk): Chunk => joined(object, state, byte(0x62))

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
export const pickleOf = (value: Chunk): Uint8Array => joined(Uint8Array.of(0x80, 4), value, byte(0x2e))
