import type { taskEither as TE } from 'fp-ts'
import { type ChosenEngine, chooseEngine } from './choose-engine.js'
import type { NoTensorFlow } from './errors.js'

/** A name that the compiler does not follow: the package is an optional peer, and may have no types here either. */
const nativePackage: string = '@tensorflow/tfjs-node'

const loadPlain = async (): Promise<unknown> => {
  await import('@tensorflow/tfjs-backend-cpu') // registers itself as the backend "cpu"
  return import('@tensorflow/tfjs-core')
}

/**
 * TensorFlow.js: `@tensorflow/tfjs-node` where it is installed and computes, else `@tensorflow/tfjs-core` on its CPU
 * backend in JavaScript; which one, and why, is part of the answer. Sets the backend of the process, which all copies
 * of TensorFlow.js share. Error: `NoTensorFlow` where neither computes.
 */
export const loadTensorFlow: TE.TaskEither<NoTensorFlow, ChosenEngine> = () =>
  chooseEngine(() => import(nativePackage), loadPlain)()
