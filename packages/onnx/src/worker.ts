import { parentPort, workerData } from 'node:worker_threads'
import { env, InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node'
import { isBuiltIn } from './backends.js'
import { notBuiltIn, providers } from './device.js'
import {
  buffersOf,
  copiesOf,
  type Reply,
  type Request,
  type Tensors,
  turnPlaces,
  type WorkerSettings,
} from './protocol.js'
import type { Tensor } from './tensor.js'

/** onnxruntime's `run` blocks the thread it is called on, so each session has this thread of its own. */

if (parentPort === null) {
  throw new Error('this module runs in a worker thread: openSession starts it')
}
const port = parentPort
const opening: WorkerSettings = workerData

// Not core's: this thread may run beside sources, and loads nothing but built files.
const messageOf = (cause: unknown): string => {
  try {
    return String(cause instanceof Error ? cause.message : cause)
  } catch {
    return 'a value was thrown that has no text'
  }
}

env.logLevel = 'fatal' // failures are answered, not printed

const { device, externalFolder, alone, foldConstants, packWeights, turn } = opening

/** Says that no native call is under way: whoever ends the process waits for it. */
const rest = (): void => {
  Atomics.store(turn, turnPlaces.asked, 0)
  Atomics.notify(turn, turnPlaces.asked)
}
process.on('exit', () => {
  Atomics.store(turn, turnPlaces.asked, 2) // nobody is here to be asked
  Atomics.notify(turn, turnPlaces.asked)
})

/** Calls the engine, unless the process is ending: then nothing more comes of this thread. */
const inTurn = async <A>(call: () => Promise<A>): Promise<A> => {
  Atomics.store(turn, turnPlaces.asked, 1)
  if (Atomics.load(turn, turnPlaces.ending) === 1) {
    rest()
    return new Promise(() => undefined)
  }
  try {
    return await call()
  } finally {
    rest()
  }
}

/** Both of onnxruntime's that compute what depends on no input when a model is loaded. */
const foldingOptimizers = 'ConstantFolding;FuseFp16InitializerToFp32NodeTransformer'

const openOn = (): Promise<InferenceSession> =>
  InferenceSession.create(opening.model, {
    executionProviders: device === 'cpu' || alone ? [providers[device]] : [providers[device], 'cpu'],
    intraOpNumThreads: opening.threads,
    interOpNumThreads: 1,
    enableMemPattern: false, // a plan for each length of input would be kept: 1.5 GB became 1.1 GB for a decoder, at the same speed
    logSeverityLevel: 4,
    extra: {
      session: {
        ...(externalFolder === undefined ? {} : { model_external_initializers_file_folder_path: externalFolder }),
        ...(alone && device !== 'cpu' ? { disable_cpu_ep_fallback: '1' } : {}),
        ...(packWeights ? {} : { disable_prepacking: '1' }),
      },
      ...(foldConstants ? {} : { optimization: { disable_specified_optimizers: foldingOptimizers } }),
    },
  })

/** The engine has the model in its own way now: what it was read from would lie in this thread's data to its end. */
const forgetModel = ({ buffer }: Uint8Array): void => {
  if (buffer instanceof ArrayBuffer) structuredClone(buffer, { transfer: [buffer] })
}

// Asked for one that it has not, onnxruntime only warns, and computes on the cpu.
const open = async (): Promise<InferenceSession> => {
  if (!isBuiltIn(device)) throw new Error(`it ${notBuiltIn}`)
  const session = await inTurn(openOn)
  forgetModel(opening.model)
  return session
}

const showInput = (one: InferenceSession.ValueMetadata): string =>
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

const run = async (session: InferenceSession, feeds: Tensors): Promise<Reply> => {
  try {
    // All of it in turn: what throws before the native call ends the turn too.
    const results = await inTurn(() => {
      const inputs = Object.entries(feeds).map(([name, { type, data, dims }]): [string, OrtTensor] => [
        name,
        new OrtTensor(type, data, dims),
      ])
      return session.run(Object.fromEntries(inputs))
    })
    // Copied: an engine's buffer must not be moved away from it.
    const outputs = copiesOf(Object.fromEntries(Object.entries(results).map(([name, one]) => [name, fromOrt(one)])))
    return { _tag: 'Ran', outputs }
  } catch (cause) {
    return { _tag: 'NotRan', message: messageOf(cause) }
  }
}

const reply = (message: Reply): void =>
  port.postMessage(message, message._tag === 'Ran' ? buffersOf(message.outputs) : [])

try {
  const session = await open()
  port.on('message', async (request: Request) => {
    if (request._tag === 'Run') {
      reply(await run(session, request.feeds))
    } else {
      await inTurn(() => session.release())
      port.close() // nothing else keeps this thread, so it ends
    }
  })
  reply({ _tag: 'Opened', inputs: session.inputMetadata.map(showInput) })
} catch (cause) {
  reply({ _tag: 'NotOpened', message: messageOf(cause) })
}
