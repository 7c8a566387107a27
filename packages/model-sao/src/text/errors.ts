import type { OnnxError } from '@sigmastream/onnx'
import type { CheckpointError } from '../checkpoint/errors.js'

/** Everything that can go wrong between a prompt and its embedding, as values. */
export type TextError = CheckpointError | OnnxError
