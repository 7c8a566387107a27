import { describeSampleError, type SampleError } from '@sigmastream/core'
import { describeStableAudioError, type StableAudioError } from '@sigmastream/model-sao'
import type { Checkpoint } from '@sigmastream/model-sao/parts'
import type { taskEither as TE } from 'fp-ts'
import type { Comparison } from '../comparison.js'
import type { Golden, Index } from './golden.js'

/** Why a part of a model could not be compared; `Refused` is about the recording. */
export type PartError = StableAudioError | SampleError

/** The comparisons of one part of a model. */
export type ComparisonTask = TE.TaskEither<PartError, readonly Comparison[]>

/** One part of a model: the tensors that it knows, as inputs or outputs, and how it is compared with them. */
export interface Part {
  readonly knows: (name: string, index: Index) => boolean
  readonly compare: (checkpoint: Checkpoint, golden: Golden) => ComparisonTask
}

/** Tensors known by the form of their names. */
export const knowsNames =
  (pattern: RegExp): Part['knows'] =>
  (name) =>
    pattern.test(name)

/** One line: what is wrong, and what would be right. */
export const describePartError = (error: PartError): string => {
  switch (error._tag) {
    case 'DenoiserFailed':
    case 'ShapeMismatch':
    case 'NonFinite':
    case 'NoiseFailed':
    case 'StageFailed':
    case 'Aborted':
      return describeSampleError(error)
    default:
      return describeStableAudioError(error)
  }
}

/** Threads that one operator may use: the models that outputs are recorded of are small. */
export const THREADS = 1
