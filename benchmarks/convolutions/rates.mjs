// A convolution of seven taps in a few ways, each in a graph of its own.
import { attribute, constant, describeOnnxError, encodeModel, input, node, openSession } from '@sigmastream/onnx'
import * as op from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { toomCook } from './toom-cook.mjs'

const { int, ints } = attribute
const taps = 7
const dilation = 3
const padding = (dilation * (taps - 1)) / 2
const right = (result) => {
  if (E.isLeft(result)) throw new Error(describeOnnxError(result.left))
  return result.right
}

/** About normal, by a generator of its own, so that it is the same each time. */
const noise = (count, deviation) => {
  let state = 12345
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32
  return Float32Array.from({ length: count }, () => (next() + next() + next() - 1.5) * 2 * deviation)
}

const float = (dims, data) => constant({ type: 'float32', dims, data })
const matrixValue = (rows) => float([rows.length, rows[0].length], Float32Array.from(rows.flat()))
const turned = (x) => op.transpose(x, [0, 2, 1])

/** Rows of 8 bits, each output by its own scale: `[taps inputs, outputs]`. */
const eightBits = (weights, channels) => {
  const values = new Int8Array(weights.length)
  const scales = new Float32Array(channels)
  for (let o = 0; o < channels; o++) {
    const row = weights.subarray(o * channels * taps, (o + 1) * channels * taps)
    scales[o] = row.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 127
    for (let i = 0; i < channels; i++)
      for (let tap = 0; tap < taps; tap++)
        values[(tap * channels + i) * channels + o] = Math.round(row[i * taps + tap] / scales[o])
  }
  return { values, scales }
}

const zero = constant({ type: 'uint8', dims: [], data: Uint8Array.of(128) })

/** x `[1, length, channels]` in bytes by one scale. */
const quantized = (x) => {
  const over = (name) => node(name, [x], ['float32'], { keepdims: int(0) })[0]
  const most = node('Max', [over('ReduceMax'), node('Neg', [over('ReduceMin')], ['float32'])[0]], ['float32'])[0]
  const scale = op.div(most, op.scalar(127))
  return { scale, bytes: node('QuantizeLinear', [x, scale, zero], ['uint8'])[0] }
}

const inEightBits = (weights, channels) => {
  const { values, scales } = eightBits(weights, channels)
  const matrix = constant({ type: 'int8', dims: [taps * channels, channels], data: values })
  return (x) => {
    const { bytes, scale } = quantized(x)
    const padded = node('Pad', [bytes, op.int64s([0, padding, 0, 0, padding, 0]), zero], ['uint8'])[0]
    const met = Array.from({ length: taps }, (_, tap) => {
      const end = tap === taps - 1 ? Number.MAX_SAFE_INTEGER : (tap - taps + 1) * dilation
      return node('Slice', [padded, op.int64s([tap * dilation]), op.int64s([end]), op.int64s([1])], ['uint8'])[0]
    })
    const rows = node('Concat', met, ['uint8'], { axis: int(2) })[0]
    const given = [rows, matrix, scale, float([channels], scales), zero]
    return node('MatMulIntegerToFloat', given, ['float32'], {}, 'com.microsoft')[0]
  }
}

const byPoints = (weights, channels, outputs, points) => {
  const products = outputs + taps - 1
  const { before, kernel, after } = toomCook(outputs, taps, points)
  const beyond = Math.ceil((taps - 1) / outputs)
  const block = outputs * dilation
  const factors = new Float32Array(products * channels * channels)
  for (let o = 0; o < channels; o++)
    for (let i = 0; i < channels; i++)
      for (let p = 0; p < products; p++) {
        const at = (o * channels + i) * taps
        factors[(p * channels + i) * channels + o] = kernel[p].reduce((sum, g, tap) => sum + g * weights[at + tap], 0)
      }
  return (x, length) => {
    const missing = (block - (length % block)) % block
    const rows = op.pad(x, [0, padding, 0], [0, missing + beyond * block - padding, 0])
    const places = op.transpose(op.reshape(rows, [-1, outputs, dilation * channels]), [1, 0, 2])
    const met = Array.from({ length: beyond + 1 }, (_, later) => {
      const blocks = op.slice(places, 1, later, later === beyond ? Number.MAX_SAFE_INTEGER : later - beyond)
      return op.slice(blocks, 0, 0, Math.min(outputs, products - later * outputs))
    })
    const windows = op.reshape(op.concat(met, 0), [products, -1])
    const values = op.reshape(op.matMul(matrixValue(before), windows), [products, -1, channels])
    const made = op.matMul(values, float([products, channels, channels], factors))
    const together = op.matMul(matrixValue(after), op.reshape(made, [products, -1]))
    const ordered = op.transpose(op.reshape(together, [outputs, -1, dilation * channels]), [1, 0, 2])
    return op.slice(op.reshape(ordered, [1, -1, channels]), 1, 0, length)
  }
}

/** Those of x `[1, channels, length]`, and those of x `[1, length, channels]`. */
const waysOf = (weights, channels) => {
  const kernel = float([channels, channels, taps], weights)
  const flat = float([channels, channels, 1, taps], weights)
  const steps = { dilations: ints([1, dilation]), pads: ints([0, padding, 0, padding]), strides: ints([1, 1]) }
  const pairs = [0, 1, -1, 2, -2, 1 / 2, -1 / 2]
  return {
    'float32, as it is decoded': {
      lying: 'channels',
      make: (x) => op.conv1d(x, kernel, undefined, { dilation, padding }),
    },
    'float32, over two dimensions': {
      lying: 'channels',
      make: (x) => {
        const made = node('Conv', [op.reshape(x, [1, channels, 1, -1]), flat], ['float32'], steps)[0]
        return op.reshape(made, [1, channels, -1])
      },
    },
    'float32, 8 products for 14': { lying: 'rows', make: byPoints(weights, channels, 2, pairs) },
    'float32, 10 products for 28': { lying: 'rows', make: byPoints(weights, channels, 4, [...pairs, 2 / 3, -3 / 2]) },
    '8 bits, one scale': { lying: 'rows', make: inEightBits(weights, channels) },
  }
}

/** The convolution in float64 at some places, each with all its channels. */
const exactAt = (x, weights, channels, length, places) =>
  places.map((place) =>
    Float64Array.from({ length: channels }, (_, o) => {
      let sum = 0
      for (let i = 0; i < channels; i++)
        for (let tap = 0; tap < taps; tap++) {
          const at = place + tap * dilation - padding
          if (at >= 0 && at < length) sum += weights[(o * channels + i) * taps + tap] * x[i * length + at]
        }
      return sum
    }),
  )

const decibels = (exact, given) => {
  const energy = exact.reduce((sum, row) => row.reduce((all, value) => all + value ** 2, sum), 0)
  const error = exact.reduce((sum, row, i) => row.reduce((all, value, o) => all + (value - given(i, o)) ** 2, sum), 0)
  return 10 * Math.log10(energy / error)
}

/**
 * @typedef {object} Rate
 * @property {string} name how it is made
 * @property {number} nanoseconds of processor time for each number that comes of it, the median
 * @property {number} decibels the energy of what comes of it over that of its difference from float64
 */

/**
 * Each way on one thread, the median of `runs`. What it is fed and what it gives is read and turned in the graph for all
 * alike.
 *
 * @param {{ channels: number, length: number, runs: number }} size
 * @returns {AsyncGenerator<Rate>}
 */
export async function* convolutionRates({ channels, length, runs }) {
  const weights = noise(channels * channels * taps, 1 / Math.sqrt(taps * channels))
  const x = noise(channels * length, 1)
  const places = Array.from({ length: 16 }, (_, i) => Math.floor((i * (length - 1)) / 15))
  const exact = exactAt(x, weights, channels, length, places)
  const feeds = { x: { type: 'float32', dims: [1, channels, length], data: x } }
  for (const [name, { lying, make }] of Object.entries(waysOf(weights, channels))) {
    const given = input('x', 'float32', [1, channels, 'length'])
    const one = (value) => (lying === 'rows' ? turned(make(turned(value), length)) : make(value, length))
    const most = (value) => node('ReduceMax', [value], ['float32'], { keepdims: int(0) })[0]
    const opened = async (outputs) =>
      right(await openSession(right(encodeModel(outputs)), { threads: 1, waitAwake: false })())
    const whole = await opened({ y: one(given) })
    const { y } = right(await whole.run(feeds)())
    await whole.close()
    // Once and four times: what is beside the convolution falls out of the difference.
    const again = (value, times) => (times === 0 ? value : again(make(value, length), times - 1))
    const started = lying === 'rows' ? turned(given) : given
    const secondsOf = async (times) => {
      const session = await opened({ y: most(again(started, times)) })
      const samples = []
      for (let i = 0; i <= runs; i++) {
        const before = process.cpuUsage()
        right(await session.run(feeds)())
        const { user, system } = process.cpuUsage(before)
        if (i > 0) samples.push((user + system) / 1e6)
      }
      await session.close()
      return samples.toSorted((a, b) => a - b)[runs >> 1]
    }
    const seconds = ((await secondsOf(4)) - (await secondsOf(1))) / 3
    const at = (i, o) => y.data[o * length + places[i]]
    yield { name, nanoseconds: (seconds * 1e9) / (channels * length), decibels: decibels(exact, at) }
  }
}

/** A line of the list. @param {Rate} rate */
export const rateLine = ({ name, nanoseconds, decibels: above }) =>
  `  ${name.padEnd(32)}${nanoseconds.toFixed(1).padStart(7)} ns a number${above.toFixed(0).padStart(6)} dB above its error`
