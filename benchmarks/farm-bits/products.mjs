import { attribute, constant, describeOnnxError, encodeModel, input, node, openSession } from '@sigmastream/onnx'
import { either as E } from 'fp-ts'

const { int } = attribute
const right = (result) => {
  if (E.isLeft(result)) throw new Error(describeOnnxError(result.left))
  return result.right
}

const domain = 'com.microsoft'
const wave = (count, scale) => Float32Array.from({ length: count }, (_, i) => Math.sin(i * i * 0.37) * scale)
const scalar = (value) => constant({ type: 'float32', dims: [], data: Float32Array.of(value) })
const [inputs, outputs] = [1536, 4608]

const float = (x) =>
  node(
    'FusedMatMul',
    [x, constant({ type: 'float32', dims: [outputs, inputs], data: wave(inputs * outputs, 1) })],
    ['float32'],
    { transB: int(1) },
    domain,
  )[0]

const eightBits = (x) => {
  const zero = constant({ type: 'uint8', dims: [], data: Uint8Array.of(128) })
  const weights = constant({ type: 'int8', dims: [inputs, outputs], data: Int8Array.from(wave(inputs * outputs, 60)) })
  const scales = constant({ type: 'float32', dims: [outputs], data: new Float32Array(outputs).fill(0.01) })
  const quantized = node('QuantizeLinear', [x, scalar(0.01), zero], ['uint8'])[0]
  return node('MatMulIntegerToFloat', [quantized, weights, scalar(1), scales, zero], ['float32'], {}, domain)[0]
}

const fourBits = (x) => {
  const blocks = (outputs * inputs) / 32
  return node(
    'MatMulNBits',
    [
      x,
      constant({ type: 'uint8', dims: [outputs, inputs / 32, 16], data: new Uint8Array(blocks * 16).fill(0x79) }),
      constant({ type: 'float32', dims: [blocks], data: wave(blocks, 0.01) }),
    ],
    ['float32'],
    { N: int(outputs), K: int(inputs), bits: int(4), block_size: int(32), accuracy_level: int(4) },
    domain,
  )[0]
}

const x = input('x', 'float32', ['rows', inputs])
const softened = node('Softmax', [x], ['float32'], { axis: int(-1) })[0]
const normed = node(
  'LayerNormalization',
  [x, constant({ type: 'float32', dims: [inputs], data: wave(inputs, 1) })],
  ['float32'],
  { axis: int(-1) },
)[0]
const kinds = {
  [`product by ${outputs}, float32`]: float(x),
  [`product by ${outputs}, 8 bits`]: eightBits(x),
  [`product by ${outputs}, 4 bits`]: fourBits(x),
  softmax: softened,
  norm: normed,
}

/** The hashes of what a full-size model computes, with so many threads, for few rows and for many, several times. */
export const productHashes = async (threadCounts, rounds, hashOf) => {
  const all = []
  for (const [kind, y] of Object.entries(kinds))
    for (const rows of [1, 2, 67, 258, 1030]) {
      const found = Array.from({ length: rounds }, () => [])
      for (const threads of threadCounts) {
        const session = right(await openSession(right(encodeModel({ y })), { threads })())
        for (const hashes of found) {
          const feeds = { x: { type: 'float32', dims: [rows, inputs], data: wave(rows * inputs, 1) } }
          hashes.push(hashOf([right(await session.run(feeds)()).y.data]))
        }
        await session.close()
      }
      all.push({ name: `${kind}, ${rows} x ${inputs}`, found })
    }
  return all
}
