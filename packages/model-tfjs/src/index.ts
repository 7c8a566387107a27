export type { ChosenEngine, TensorFlowCore } from './choose-engine.js'
export { describeNoTensorFlow, type NoTensorFlow } from './errors.js'
export { fromFunction } from './from-function.js'
export { type Answer, fromModel, type Model, type Wiring } from './from-model.js'
export { loadTensorFlow } from './load-tensorflow.js'
export {
  denoisedPrediction,
  epsilonPrediction,
  type Preconditioning,
  precondition,
  type Scalings,
  vPrediction,
} from './preconditioning.js'
export type { Tensor, TensorFlow } from './tensorflow.js'
