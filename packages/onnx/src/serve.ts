import type { MessagePort } from 'node:worker_threads'
import type { InferenceSession as OrtSession, Tensor as OrtTensor } from 'onnxruntime-node'
import { isBuiltIn } from './backends.js'
import { notBuiltIn, providers } from './device.js'
import { type OwnArrays, ownArrays } from './own-arrays.js'
import {
  buffersOf,
  copiesOf,
  type Reply,
  type Request,
  type SharedTensors,
  type Tensors,
  turnPlaces,
  type WorkerSettings,
} from './protocol.js'
import { env, InferenceSession, Tensor as NativeTensor } from './runtime.js'
import { fedBy, share } from './shared-arrays.js'
import type { Tensor } from './tensor.js'

// Not core's: this thread may run beside sources, and loads nothing but built files.
const messageOf = (cause: unknown): string => {
  try {
    return String(cause instanceof Error ? cause.message : cause)
  } catch {
    return 'a value was thrown that has no text'
  }
}

/** Says that no native call is under way: whoever ends the process waits for it. */
const rest = (turn: Int32Array): void => {
  Atomics.store(turn, turnPlaces.asked, 0)
  Atomics.notify(turn, turnPlaces.asked)
}

/** Calls the engine, unless the process is ending: then nothing more comes of this thread. */
const inTurn = async <A>(turn: Int32Array, call: () => Promise<A>): Promise<A> => {
  Atomics.store(turn, turnPlaces.asked, 1)
  if (Atomics.load(turn, turnPlaces.ending) === 1) {
    rest(turn)
    return new Promise(() => undefined)
  }
  try {
    return await call()
  } finally {
    rest(turn)
  }
}

/** Both of onnxruntime's that compute what depends on no input when a model is loaded. */
const foldingOptimizers = 'ConstantFolding;FuseFp16InitializerToFp32NodeTransformer'

const create = ({
  model,
  threads,
  device,
  externalFolder,
  alone,
  foldConstants,
  packWeights,
  waitAwake,
}: WorkerSettings): Promise<OrtSession> =>
  InferenceSession.create(model, {
    executionProviders: device === 'cpu' || alone ? [providers[device]] : [providers[device], 'cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    enableMemPattern: false, // a plan for each length of input would be kept: 1.5 GB became 1.1 GB for a decoder, at the same speed
    logSeverityLevel: 4,
    extra: {
      session: {
        ...(externalFolder === undefined ? {} : { model_external_initializers_file_folder_path: externalFolder }),
        ...(alone && device !== 'cpu' ? { disable_cpu_ep_fallback: '1' } : {}),
        ...(packWeights ? {} : { disable_prepacking: '1' }),
        ...(waitAwake ? {} : { 'intra_op.allow_spinning': '0' }),
      },
      ...(foldConstants ? {} : { optimization: { disable_specified_optimizers: foldingOptimizers } }),
    },
  })

/** The engine has the model in its own way now: what it was read from would lie in this thread's data to its end. */
const forgetModel = ({ buffer }: Uint8Array): void => {
  if (buffer instanceof ArrayBuffer) structuredClone(buffer, { transfer: [buffer] })
}

// Asked for one that it has not, onnxruntime only warns, and computes on the cpu.
const open = async (opening: WorkerSettings): Promise<OrtSession> => {
  if (!isBuiltIn(opening.device)) throw new Error(`it ${notBuiltIn}`)
  const session = await inTurn(opening.turn, () => create(opening))
  forgetModel(opening.model)
  return session
}

const showInput = (one: OrtSession.ValueMetadata): string =>
  one.isTensor ? `${one.name} ${one.type} [${one.shape.join(', ')}]` : one.name

const fromOrt = ({ type, dims, data }: OrtTensor): Tensor => {
  if (type === 'float32' && data instanceof Float32Array) return { type, dims, data }
  if (type === 'float16' && data instanceof Uint16Array) return { type, dims, data }
  if (type === 'int64' && data instanceof BigInt64Array) return { type, dims, data }
  if (type === 'int32' && data instanceof Int32Array) return { type, dims, data }
  if (type === 'int8' && data instanceof Int8Array) return { type, dims, data }
  if ((type === 'uint8' || type === 'bool') && data instanceof Uint8Array) return { type, dims, data }
  throw new Error(`an output of element type ${type}, which no graph of this package has`)
}

const mapOf = <A, B>(record: Readonly<Record<string, A>>, f: (name: string, one: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([name, one]) => [name, f(name, one)]))

const run = async (
  turn: Int32Array,
  session: OrtSession,
  own: OwnArrays,
  feeds: Tensors,
  into: SharedTensors | undefined,
): Promise<Reply> => {
  try {
    // All of it in turn: what throws before the native call ends the turn too.
    const results = await inTurn(turn, () => {
      const inputs = mapOf(feeds, (name, feed) => fedBy(name, feed, own))
      if (into === undefined) return session.run(inputs)
      const fetches = mapOf(into, (name, { data, dims }) => new NativeTensor('float32', own(name, data.length), dims))
      return session.run(inputs, fetches)
    })
    if (into !== undefined) {
      share(results, into)
      return { _tag: 'Ran', outputs: into }
    }
    // Copied: an engine's buffer must not be moved away from it.
    const outputs = copiesOf(mapOf(results, (_, one) => fromOrt(one)))
    return { _tag: 'Ran', outputs }
  } catch (cause) {
    return { _tag: 'NotRan', message: messageOf(cause) }
  }
}

/**
 * Opens a session and answers every request that comes through `port`, in the thread that it is called on: onnxruntime's
 * `run` blocks it.
 */
export const serve = async (port: MessagePort, opening: WorkerSettings): Promise<void> => {
  const { turn } = opening
  env.logLevel = 'fatal' // failures are answered, not printed
  const reply = (message: Reply): void =>
    port.postMessage(message, message._tag === 'Ran' ? buffersOf(message.outputs) : [])
  try {
    const session = await open(opening)
    const own = ownArrays()
    port.on('message', async (request: Request) => {
      if (request._tag === 'Run') {
        reply(await run(turn, session, own, request.feeds, request.into))
      } else {
        await inTurn(turn, () => session.release())
        port.close() // nothing else keeps this thread, so it ends
      }
    })
    reply({ _tag: 'Opened', inputs: session.inputMetadata.map(showInput) })
  } catch (cause) {
    reply({ _tag: 'NotOpened', message: messageOf(cause) })
  }
}
