import { constant, describeOnnxError, encodeModel, input, openSession } from '@sigmastream/onnx'
import { add, mul } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'

const number = (value: number) => constant({ type: 'float32', dims: [], data: Float32Array.of(value) })

// y = 2 x + 1, for as many values as are fed.
const x = input('x', 'float32', ['n'])
const model = encodeModel({ y: add(mul(x, number(2)), number(1)) })
if (E.isLeft(model)) throw new Error(describeOnnxError(model.left))

const session = await openSession(model.right, { threads: 1 })()
if (E.isLeft(session)) throw new Error(describeOnnxError(session.left))
const answer = await session.right.run({ x: { type: 'float32', dims: [3], data: Float32Array.of(1, 2, 3) } })()
if (E.isLeft(answer)) throw new Error(describeOnnxError(answer.left))
console.log(...(answer.right['y']?.data ?? []))
await session.right.close()
