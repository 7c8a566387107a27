// What the engine gives for a product of matrices, by what the factors are held in: the bound of every precision on this machine.
// usage: npm run bench:products [-- ROWS,INPUTS,OUTPUTS]     (default: 258,1536,4608, a product of a guided step of 128 frames)
import { cpus } from 'node:os'
import { attribute, constant, describeOnnxError, encodeModel, input, node, openSession } from '@sigmastream/onnx'
import { either as E } from 'fp-ts'

const [rows, inputs, outputs] = (process.argv[2] ?? '258,1536,4608').split(',').map(Number)
const { int } = attribute
const RUNS = 15
const domain = 'com.microsoft'
const right = (result) => {
  if (E.isLeft(result)) throw new Error(describeOnnxError(result.left))
  return result.right
}

const wave = (count, scale) => Float32Array.from({ length: count }, (_, i) => Math.sin(i * i * 0.37) * scale)
const bytes = Int8Array.from(wave(inputs * outputs, 60))
const scalar = (value) => constant({ type: 'float32', dims: [], data: Float32Array.of(value) })
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

const products = {
  float32: node('FusedMatMul', [x, matrix], ['float32'], { transB: int(1) }, domain)[0],
  '8 bits, a scale for each token': perToken(toFloat(signed)),
  '8 bits, one scale': node('DynamicQuantizeMatMul', [x, signed, scales], ['float32'], {}, domain)[0],
  '8 bits, both unsigned': perToken(toFloat(unsigned, zero)),
  '4 bits in blocks of 32': node('MatMulNBits', [x, nibbles, blocks], ['float32'], fewBits, domain)[0],
}

console.log(
  `${cpus().length} x ${cpus()[0]?.model ?? 'cpu'}: ${rows} x ${inputs} by ${inputs} x ${outputs}, median of ${RUNS}`,
)
for (const [name, product] of Object.entries(products)) {
  const session = right(await openSession(right(encodeModel({ y: product })), { threads: cpus().length })())
  const feeds = { x: { type: 'float32', dims: [rows, inputs], data: wave(rows * inputs, 1) } }
  const times = []
  for (let i = 0; i < RUNS; i++) {
    const start = performance.now()
    right(await session.run(feeds)())
    times.push(performance.now() - start)
  }
  await session.close()
  const median = times.toSorted((a, b) => a - b)[RUNS >> 1]
  const rate = (2 * rows * inputs * outputs) / median / 1e6
  console.log(
    `${name.padEnd(34)}${median.toFixed(1).padStart(8)} ms${rate.toFixed(0).padStart(6)} G operations a second`,
  )
}
