/** Neither engine loads; each says why. */
export interface NoTensorFlow {
  readonly _tag: 'NoTensorFlow'
  /** Why `@tensorflow/tfjs-node` is not used. */
  readonly native: string
  /** Why plain tfjs is not used. */
  readonly plain: string
}

/** One line: what was wrong, and what would be right. */
export const describeNoTensorFlow = ({ native, plain }: NoTensorFlow): string =>
  `no TensorFlow.js engine: ${native}; ${plain}; install @tensorflow/tfjs-core and @tensorflow/tfjs-backend-cpu 4.22.0`
