// A safetensors file written from pieces, so that its size is no matter.
import { closeSync, ftruncateSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { countOf, piecesOf } from './values.mjs'

/** The upper halves of float32 numbers, which bfloat16 is. */
const upperHalves = (values) => {
  const halves = new Uint16Array(values.buffer)
  const upper = new Uint16Array(values.length)
  for (let i = 0; i < upper.length; i++) upper[i] = halves[2 * i + 1]
  return upper
}

const kinds = {
  F32: { bytes: 4, stored: (values) => values },
  BF16: { bytes: 2, stored: upperHalves },
}

const writeAll = (file, { buffer }) => {
  const bytes = new Uint8Array(buffer)
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
}

/** Writes the header of a file, and what is to follow, of which the header says how long all is. */
const writeFile = (path, tensors, dtype, nameOf, writeValues) => {
  const { bytes } = kinds[dtype]
  const header = { __metadata__: { format: 'pt' } }
  let end = 0
  for (const [name, shape] of Object.entries(tensors)) {
    const size = bytes * countOf(shape)
    header[nameOf(name)] = { dtype, shape, data_offsets: [end, end + size] }
    end += size
  }
  // The data begins at a multiple of eight, as the format's own writer has it.
  const json = JSON.stringify(header)
  const text = new TextEncoder().encode(json.padEnd(Math.ceil(json.length / 8) * 8))
  mkdirSync(dirname(path), { recursive: true })
  const file = openSync(path, 'w')
  writeAll(file, BigUint64Array.of(BigInt(text.length)))
  writeAll(file, text)
  writeValues(file, 8 + text.length + end)
  closeSync(file)
  console.log(`${path}: ${(end / 1e9).toFixed(2)} GB`)
}

/**
 * @param {string} path
 * @param {Readonly<Record<string, readonly number[]>>} tensors
 * @param {Parameters<typeof piecesOf>[0]} rules
 * @param {'F32' | 'BF16'} [dtype]
 * @param {(name: string) => string} [nameOf] what a tensor is called in the file; its values are those of the name that is given
 */
export const writeRandom = (path, tensors, rules, dtype = 'F32', nameOf = (name) => name) =>
  writeFile(path, tensors, dtype, nameOf, (file) => {
    for (const [name, shape] of Object.entries(tensors))
      for (const piece of piecesOf(rules, name, shape)) writeAll(file, kinds[dtype].stored(piece))
  })

/** The same without values: what is not written reads as zeros, and takes no room. @type {typeof writeRandom} */
export const writeHoles = (path, tensors, _, dtype = 'F32', nameOf = (name) => name) =>
  writeFile(path, tensors, dtype, nameOf, (file, size) => ftruncateSync(file, size))
