/** A convolution with weight normalisation: `inputs` channels to `outputs`, `padding` zeros on either side. */
export interface Convolution {
  readonly _tag: 'Convolution'
  readonly name: string
  readonly inputs: number
  readonly outputs: number
  readonly kernel: number
  readonly stride: number
  readonly dilation: number
  readonly padding: number
  readonly bias: boolean
}

/**
 * A transposed convolution with weight normalisation: kernel `2 stride`, cut by `stride / 2` on either side; an even
 * stride.
 */
export interface Upsampling {
  readonly _tag: 'Upsampling'
  readonly name: string
  readonly inputs: number
  readonly outputs: number
  readonly stride: number
}

/** The activation, with an alpha and a beta for each channel. */
export interface SnakeBeta {
  readonly _tag: 'SnakeBeta'
  readonly name: string
  readonly channels: number
}

/** x plus what its layers make of x. */
export interface Residual {
  readonly _tag: 'Residual'
  readonly layers: readonly LayerSpec[]
}

/** tanh, without weights. */
interface Tanh {
  readonly _tag: 'Tanh'
}

/**
 * One layer of an Oobleck network as a value, from which its graph, its weights' names and shapes, how far it reaches
 * and what memory it takes are all read. Names are those of stable-audio-tools, up to `.weight_v`.
 */
export type LayerSpec = Convolution | Upsampling | SnakeBeta | Residual | Tanh
