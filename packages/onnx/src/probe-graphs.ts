import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { int } from './attribute.js'
import type { Device } from './device.js'
import type { OnnxError } from './errors.js'
import { encodeModel } from './model.js'
import type { Tensors } from './protocol.js'
import { openSession } from './session.js'
import type { Tensor } from './tensor.js'
import { constant, input, node, type Value } from './value.js'

/** A small graph with one output, y, and what it is run on. */
interface Sample {
  readonly name: string
  readonly y: Value<'float32'>
  readonly feeds: Tensors
  /** Whether the device must compute all of it, without the cpu. */
  readonly alone: boolean
}

const tokens = 64
const width = 64

/** Values from -1 to 1 without a pattern. */
const testTensor = (dims: readonly number[], seed: number): Tensor<'float32'> => {
  const length = dims.reduce((product, n) => product * n, 1)
  return { type: 'float32', dims, data: Float32Array.from({ length }, (_, i) => Math.sin(seed + i * i)) }
}

/**
 * Alone, since a device that leaves everything to the cpu would pass. One matrix is a constant: some devices take no
 * other.
 */
const product = (): Sample => {
  const a = testTensor([tokens, width], 1)
  const y = node('MatMul', [input('a', 'float32', a.dims), constant(testTensor([width, width], 2))], ['float32'])[0]
  return { name: 'a product of matrices', y, feeds: { a }, alone: true }
}

/**
 * The one operator that devices are known to get wrong, in onnxruntime 1.30: WebGPU on some drivers, by a tenth and
 * more.
 */
const attention = (): Sample => {
  const dims = [1, tokens, width]
  const feeds = { q: testTensor(dims, 1), k: testTensor(dims, 2), v: testTensor(dims, 3) }
  const inputs = Object.keys(feeds).map((name) => input(name, 'float32', dims))
  const y = node('MultiHeadAttention', inputs, ['float32'], { num_heads: int(1) }, 'com.microsoft')[0]
  return { name: 'attention', y, feeds, alone: false }
}

const answerOn = (
  device: Device,
  model: Uint8Array,
  { feeds, alone }: Sample,
): TE.TaskEither<OnnxError, Tensor | undefined> =>
  TE.bracket(
    openSession(model, { threads: 1, device, alone }),
    (session) =>
      pipe(
        session.run(feeds),
        TE.map(({ y }) => y),
      ),
    (session) => TE.fromTask(session.close),
  )

/** Of the largest value: a device may round factors to ten bits (TF32), a thousandth. */
const tolerance = 0.01

/** The largest difference from what is expected, over its largest value; infinite for what is no number. */
const distance = (ours: Tensor | undefined, expected: Tensor | undefined): number => {
  if (ours?.type !== 'float32' || expected?.type !== 'float32') return Infinity
  const differences = [...expected.data].map((value, i) => Math.abs((ours.data[i] ?? NaN) - value))
  return differences.some(Number.isNaN) ? Infinity : Math.max(...differences) / Math.max(...expected.data.map(Math.abs))
}

const checkAgreement = (device: Device, sample: Sample): TE.TaskEither<OnnxError, void> =>
  pipe(
    TE.fromEither<OnnxError, Uint8Array>(encodeModel({ y: sample.y })),
    TE.bindTo('model'),
    TE.bind('ours', ({ model }) => answerOn(device, model, sample)),
    TE.bind('expected', ({ model }) => answerOn('cpu', model, sample)),
    TE.map(({ ours, expected }) => distance(ours, expected)),
    TE.filterOrElse(
      (far) => far <= tolerance,
      (far): OnnxError => {
        const message = `${sample.name} differs from the cpu's by ${far.toPrecision(2)} of its largest value`
        return { _tag: 'RunFailed', message, expected: [] }
      },
    ),
    TE.map(() => undefined),
  )

/**
 * Whether the device computes, and what the cpu does: a product of matrices by itself, and attention. Errors: those of
 * `openSession` and `Session.run`; `RunFailed` where it computes something else.
 */
export const agreesWithCpu = (device: Device): TE.TaskEither<OnnxError, void> =>
  pipe(
    checkAgreement(device, product()),
    TE.flatMap(() => checkAgreement(device, attention())),
  )
