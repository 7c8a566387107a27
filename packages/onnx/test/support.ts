import { type SpawnSyncOptions, spawnSync } from 'node:child_process'
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
import type { Tensors, WorkerSettings } from '../src/protocol.js'

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

/** What a thread is started with where a test minds nothing but its model. */
export const settings: Omit<WorkerSettings, 'model' | 'turn'> = {
  threads: 1,
  externalFolder: undefined,
  foldConstants: true,
  packWeights: true,
  waitAwake: true,
  device: 'cpu',
  alone: false,
}

const dims = [2]

/** A tensor of every element type, by its name. */
export const everyType = (): Tensors => ({
  float32: { type: 'float32', dims, data: Float32Array.of(1, -2) },
  float16: { type: 'float16', dims, data: Uint16Array.of(0x3c00, 0xc000) },
  int64: { type: 'int64', dims, data: BigInt64Array.of(1n, -2n) },
  int32: { type: 'int32', dims, data: Int32Array.of(1, -2) },
  int8: { type: 'int8', dims, data: Int8Array.of(1, -2) },
  uint8: { type: 'uint8', dims, data: Uint8Array.of(1, 2) },
  bool: { type: 'bool', dims, data: Uint8Array.of(1, 0) },
})

/** A model that gives every feed back under its name with `_back` behind it. */
export const givingBack = (feeds: Tensors): Uint8Array =>
  right(
    encodeModel(
      Object.fromEntries(
        Object.entries(feeds).map(([name, tensor]) => [`${name}_back`, input(name, tensor.type, tensor.dims)]),
      ),
    ),
  )

/** What `givingBack` answers. */
export const givenBack = (feeds: Tensors): Tensors =>
  Object.fromEntries(Object.entries(feeds).map(([name, tensor]) => [`${name}_back`, tensor]))

/** Runs a module of this text as a process of its own, which finds the packages that this one does. */
export const runModule = (text: string, options: Pick<SpawnSyncOptions, 'env'> = {}) =>
  spawnSync(process.execPath, ['--input-type=module', '-e', text], {
    cwd: import.meta.dirname,
    timeout: 30_000,
    encoding: 'utf8',
    ...options,
  })
