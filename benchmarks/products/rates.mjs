// What the engine gives for a product of matrices, by what the factors are held in: the bound of every precision on a machine.
import { attribute, constant, describeOnnxError, encodeModel, input, node, openSession } from '@sigmastream/onnx'
import { either as E } from 'fp-ts'

const { int } = attribute
const domain = 'com.microsoft'
const right = (result) => {
  if (E.isLeft(result)) throw new Error(describeOnnxError(result.left))
  return result.right
}
const wave = (count, scale) => Float32Array.from({ length: count }, (_, i) => Math.sin(i * i * 0.37) * scale)
const scalar = (value) => constant({ type: 'float32', dims: [], data: Float32Array.of(value) })

/** The products of rows by a matrix, each in a graph of its own. */
const productsOf = ({ inputs, outputs }) => {
  const bytes = Int8Array.from(wave(inputs * outputs, 60))
  const zero = constant({ type: 'uint8', dims: [], data: Uint8Array.of(128) })
  const scales = constant({ type: 'float32', dims: [outputs], data: new Float32Array(outputs).fill(0.01) })
  const signed = constant({ type: 'int8', dims: [inputs, outputs], data: bytes })
  const unsigned = constant({
    type: 'uint8',
    dims: [inputs, outputs],
    data: Uint8Array.from(bytes, (value) => value + 128),
  })
  const matrix = constant({ type: 'float32', dims: [outputs, inputs], data: wave(inputs * outputs, 1) })
  const nibbles = constant({
    type: 'uint8',
    dims: [outputs, inputs / 32, 16],
    data: new Uint8Array((outputs * inputs) / 2).fill(0x79),
  })
  const blocks = constant({
    type: 'float32',
    dims: [(outputs * inputs) / 32],
    data: new Float32Array((outputs * inputs) / 32).fill(0.01),
  })

  const x = input('x', 'float32', ['rows', inputs])
  const axis = constant({ type: 'int64', dims: [1], data: BigInt64Array.of(-1n) })
  const over = (op) => node(op, [x, axis], ['float32'])[0]
  const most = node('Max', [over('ReduceMax'), node('Neg', [over('ReduceMin')], ['float32'])[0]], ['float32'])[0]
  const scaled = node('Mul', [x, node('Div', [scalar(127), most], ['float32'])[0]], ['float32'])[0]
  const quantized = node('QuantizeLinear', [scaled, scalar(1), zero], ['uint8'])[0]
  const toFloat = (weights, ...zeros) =>
    node('MatMulIntegerToFloat', [quantized, weights, scalar(1), scales, zero, ...zeros], ['float32'], {}, domain)[0]
  const perToken = (product) => node('Mul', [product, most], ['float32'])[0]
  const fewBits = { N: int(outputs), K: int(inputs), bits: int(4), block_size: int(32), accuracy_level: int(4) }

  return {
    float32: node('FusedMatMul', [x, matrix], ['float32'], { transB: int(1) }, domain)[0],
    '8 bits, a scale for each token': perToken(toFloat(signed)),
    '8 bits, one scale': node('DynamicQuantizeMatMul', [x, signed, scales], ['float32'], {}, domain)[0],
    '8 bits, both unsigned': perToken(toFloat(unsigned, zero)),
    '4 bits in blocks of 32': node('MatMulNBits', [x, nibbles, blocks], ['float32'], fewBits, domain)[0],
  }
}

/**
 * @typedef {object} Rate
 * @property {string} name what the factors are held in
 * @property {number} milliseconds the median
 * @property {number} perSecond operations, a multiplication and an addition each being one
 */

/**
 * Each product on so many threads, the median of `runs`.
 *
 * @param {{ rows: number, inputs: number, outputs: number }} size
 * @param {{ threads: number, runs: number }} how
 * @returns {AsyncGenerator<Rate>}
 */
export async function* productRates(size, { threads, runs }) {
  const { rows, inputs, outputs } = size
  for (const [name, product] of Object.entries(productsOf(size))) {
    const session = right(await openSession(right(encodeModel({ y: product })), { threads })())
    const feeds = { x: { type: 'float32', dims: [rows, inputs], data: wave(rows * inputs, 1) } }
    const times = []
    for (let i = 0; i < runs; i++) {
      const start = performance.now()
      right(await session.run(feeds)())
      times.push(performance.now() - start)
    }
    await session.close()
    const milliseconds = times.toSorted((a, b) => a - b)[runs >> 1]
    yield { name, milliseconds, perSecond: (2 * rows * inputs * outputs * 1000) / milliseconds }
  }
}

/** A product of a guided step of 128 frames of Stable Audio Open 1.0. */
export const usualSize = { rows: 258, inputs: 1536, outputs: 4608 }

/** A line of the list. @param {Rate} rate */
export const rateLine = ({ name, milliseconds, perSecond }) =>
  `${name.padEnd(34)}${milliseconds.toFixed(1).padStart(8)} ms${(perSecond / 1e9).toFixed(0).padStart(6)} G operations a second`
