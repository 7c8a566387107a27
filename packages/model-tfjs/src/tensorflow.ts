/** The part of a TensorFlow.js tensor that is used. */
export interface Tensor {
  readonly shape: readonly number[]
  readonly dtype: string
  data(): Promise<unknown>
  dispose(): void
}

/**
 * The part of TensorFlow.js that is used: `@tensorflow/tfjs-core`, `@tensorflow/tfjs` and `@tensorflow/tfjs-node` all
 * are one, each with the tensor types of its own copy, which is why these are parameters: `T` of any rank, `T3` of rank
 * 3.
 */
export interface TensorFlow<T extends Tensor, T3 extends T> {
  tensor(values: Float32Array, shape: number[], dtype: 'float32'): T
  tensor3d(values: Float32Array, shape: [number, number, number], dtype: 'float32'): T3
  clone(x: NoInfer<T>): NoInfer<T>
  tidy(compute: () => NoInfer<T>): NoInfer<T>
}
