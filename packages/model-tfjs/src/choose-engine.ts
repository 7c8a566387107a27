import { codeOf, messageOf } from '@sigmastream/core'
import type * as core from '@tensorflow/tfjs-core'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { NoTensorFlow } from './errors.js'

/** All of TensorFlow.js's operations, as `@tensorflow/tfjs-core` types them. */
export type TensorFlowCore = typeof core

/** The engine that was chosen, and why. */
export interface ChosenEngine {
  readonly tf: TensorFlowCore
  readonly engine: 'tfjs-node' | 'tfjs'
  /** One line for the user: why this one. */
  readonly why: string
}

/** Loads a module; rejects where it does not load. */
type Load = () => Promise<unknown>

const firstLine = (cause: unknown): string => (messageOf(cause).trim().split('\n', 1)[0] ?? '').trim()

const coreFunctions = ['tensor', 'tensor3d', 'clone', 'tidy', 'add', 'memory', 'setBackend', 'getBackend'] as const

const isCore = (module: unknown): module is TensorFlowCore =>
  typeof module === 'object' &&
  module !== null &&
  coreFunctions.every((name) => typeof Reflect.get(module, name) === 'function')

/** CommonJS under ESM: the module itself is the default export, and has every name, which the namespace may not. */
const unwrapModule = (module: unknown): unknown =>
  typeof module === 'object' && module !== null && 'default' in module ? module.default : module

/** Loading alone proves little: tfjs-node loads on versions of Node under which its operations throw. */
const mustCompute = async (tf: TensorFlowCore): Promise<void> => {
  const sum = tf.tidy(() => tf.add(tf.tensor([1]), tf.tensor([1])))
  try {
    const [two] = await sum.data()
    if (two !== 2) throw new Error(`1 + 1 came out as ${two}`)
  } finally {
    sum.dispose()
  }
}

/** The module on the named backend, once it has computed something; `Left` says why it cannot be used. */
const tryEngine = (load: Load, backend: string): TE.TaskEither<unknown, TensorFlowCore> =>
  TE.tryCatch(
    async () => {
      const tf = unwrapModule(await load())
      if (!isCore(tf)) throw new Error('it is no TensorFlow.js')
      if (!(await tf.setBackend(backend))) throw new Error(`its backend "${backend}" does not start`)
      await mustCompute(tf)
      return tf
    },
    (cause) => cause,
  )

const isAbsent = (cause: unknown, name: string): boolean =>
  codeOf(cause) === 'ERR_MODULE_NOT_FOUND' && messageOf(cause).includes(`'${name}'`)

const whyNotNative = (cause: unknown): string =>
  isAbsent(cause, '@tensorflow/tfjs-node')
    ? '@tensorflow/tfjs-node is not installed'
    : `@tensorflow/tfjs-node is installed but cannot be used: ${firstLine(cause)}`

/**
 * `native` on TensorFlow's own library where that computes, else `plain` on the backend in JavaScript, with the reason.
 */
export const chooseEngine = (native: Load, plain: Load): TE.TaskEither<NoTensorFlow, ChosenEngine> =>
  pipe(
    tryEngine(native, 'tensorflow'),
    TE.map((tf): ChosenEngine => ({ tf, engine: 'tfjs-node', why: '@tensorflow/tfjs-node loads and computes' })),
    TE.orElse((refusal) =>
      pipe(
        tryEngine(plain, 'cpu'),
        TE.bimap(
          (cause): NoTensorFlow => ({
            _tag: 'NoTensorFlow',
            native: whyNotNative(refusal),
            plain: `plain tfjs cannot be used: ${firstLine(cause)}`,
          }),
          (tf): ChosenEngine => ({ tf, engine: 'tfjs', why: whyNotNative(refusal) }),
        ),
      ),
    ),
  )
