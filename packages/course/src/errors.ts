import { type AudioError, describeAudioError } from '@sigmastream/audio'
import { describeSampleError, type Refused, type SampleError } from '@sigmastream/core'
import { describeStableAudioError, type StableAudioError } from '@sigmastream/model-sao'
import { describeFileError, type FileError } from '@sigmastream/tensor-files'

/** A file of the course is missing, or is not what it must be. */
export type CourseError =
  | { readonly _tag: 'BadTensor'; readonly error: FileError }
  | { readonly _tag: 'BadSound'; readonly error: AudioError }
  | { readonly _tag: 'NoReference'; readonly file: string }
  | { readonly _tag: 'WrongTensor'; readonly file: string; readonly wrong: string; readonly right: string }

/** A run failed; `run` names it, and a `SampleError` its step. */
export interface RunFailed {
  readonly _tag: 'ExerciseFailed'
  readonly run: string
  readonly error: SampleError
}

/** The model could not be told the prompt of `part`, or could not encode that reference. */
export interface ModelFailed {
  readonly _tag: 'ModelFailed'
  readonly part: string
  readonly error: StableAudioError
}

/** A finished run could not be kept. */
export interface NotKept {
  readonly _tag: 'NotKept'
  readonly run: string
  readonly reason: string
}

/** Everything that can go wrong in the exercises, as values. `Refused` is about settings. */
export type ExercisesError = Refused | CourseError | RunFailed | ModelFailed | NotKept

/** One line: where, what is wrong, and what would be right. */
export const describeExercisesError = (error: ExercisesError): string => {
  switch (error._tag) {
    case 'Refused':
      return describeSampleError(error)
    case 'BadTensor':
      return describeFileError(error.error)
    case 'BadSound':
      return describeAudioError(error.error)
    case 'NoReference':
      return `there is neither ${error.file}.wav nor ${error.file}.pt: give the folder of the course, which has its references`
    case 'WrongTensor':
      return `${error.file} has ${error.wrong}: it must have ${error.right}`
    case 'ExerciseFailed':
      return `${error.run}: ${describeSampleError(error.error)}`
    case 'ModelFailed':
      return `${error.part}: ${describeStableAudioError(error.error)}`
    case 'NotKept':
      return `${error.run} is done and cannot be kept (${error.reason}): make room, or give another place`
  }
}
