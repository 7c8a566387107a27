import { either as E } from 'fp-ts'
import {
  constant,
  describeOnnxError,
  encodeModel,
  input,
  node,
  type OnnxError,
  openSession,
  type Session,
  type Value,
} from '../src/index.js'

/** What a test expects to have worked. */
export const right = <A>(result: E.Either<OnnxError, A>): A => {
  if (E.isLeft(result)) throw new Error(describeOnnxError(result.left))
  return result.right
}

/** What a test expects to have failed. */
export const left = <A>(result: E.Either<OnnxError, A>): OnnxError => {
  if (E.isRight(result)) throw new Error('it worked')
  return result.left
}

export const f32 = (dims: readonly number[], values: readonly number[]) =>
  ({ type: 'float32', dims, data: Float32Array.from(values) }) as const

export const add = (a: Value<'float32'>, b: Value<'float32'>): Value<'float32'> => node('Add', [a, b], ['float32'])[0]

/** y = 2 x, for x of any length. */
export const doubling = (): Uint8Array => {
  const x = input('x', 'float32', ['n'])
  return right(encodeModel({ y: node('Mul', [x, constant(f32([], [2]))], ['float32'])[0] }))
}

/** Runs `use` with a session on the model, and closes the session whatever happens. */
export const withSession = async <A>(model: Uint8Array, use: (session: Session) => Promise<A>): Promise<A> => {
  const session = right(await openSession(model, { threads: 1 })())
  try {
    return await use(session)
  } finally {
    await session.close()
  }
}
