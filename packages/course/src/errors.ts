import { type AudioError, describeAudioError } from '@sigmastream/audio'
import { codeOf, describeSampleError, messageOf, type Refused, type SampleError } from '@sigmastream/core'
import { describeStableAudioError, type StableAudioError } from '@sigmastream/model-sao'
import { describeFileError, type FileError } from '@sigmastream/tensor-files'

/** A file of the course is missing, or is not what it must be. */
export type CourseFileError =
  | { readonly _tag: 'BadTensor'; readonly error: FileError }
  | { readonly _tag: 'BadSound'; readonly error: AudioError }
  | { readonly _tag: 'NoReference'; readonly file: string }
  | { readonly _tag: 'WrongTensor'; readonly file: string; readonly wrong: string; readonly right: string }

/** A run failed; `run` names it, and a `SampleError` its step. */
interface CourseRunFailed {
  readonly _tag: 'CourseRunFailed'
  readonly run: string
  readonly error: SampleError
}

/** The model could not be told the prompt of `part`, or could not encode that reference. */
interface ModelFailed {
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

/** What is wrong where finished runs are kept, or with the file that is handed in. */
type HomeworkError =
  /** A file has the name of the folder that finished runs are to be kept in. */
  | { readonly _tag: 'PartialIsFile'; readonly path: string }
  | { readonly _tag: 'PartialUnusable'; readonly path: string; readonly reason: string; readonly cause: unknown }
  | { readonly _tag: 'HomeworkNotWritten'; readonly file: string; readonly reason: string; readonly cause: unknown }
  /** The signal asked to stop after the last run, before anything was written. */
  | { readonly _tag: 'CourseAborted' }

/** What is wrong with a folder of expected answers. */
type ExpectedError =
  /** It has none of `files`. */
  | { readonly _tag: 'NothingExpected'; readonly folder: string; readonly files: readonly string[] }
  /** Its `file` cannot be compared with what was made. */
  | { readonly _tag: 'ExpectedDiffers'; readonly file: string; readonly wrong: string; readonly right: string }

/** Everything that can go wrong with the notebook of the course, as values. `Refused` is about settings. */
export type CourseError =
  | Refused
  | CourseFileError
  | CourseRunFailed
  | ModelFailed
  | NotKept
  | HomeworkError
  | ExpectedError

/** What a thrown value of the file system says: its code, where it has one. */
export const systemReason = (cause: unknown): string => codeOf(cause) || messageOf(cause)

/** One line: where, what is wrong, and what would be right. */
export const describeCourseError = (error: CourseError): string => {
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
    case 'CourseRunFailed':
      return `${error.run}: ${describeSampleError(error.error)}`
    case 'ModelFailed':
      return `${error.part}: ${describeStableAudioError(error.error)}`
    case 'NotKept':
      return `${error.run} is done and cannot be kept (${error.reason}): make room, or give another place`
    case 'PartialIsFile':
      return `${error.path} is a file, and finished runs are to be kept there: move it, or give another name to the output`
    case 'PartialUnusable':
      return `${error.path}: finished runs cannot be kept there: ${error.reason}; give another name to the output`
    case 'HomeworkNotWritten':
      return `after the last step: ${error.file} cannot be written (${error.reason})`
    case 'CourseAborted':
      return 'it was stopped, and nothing was written'
    case 'NothingExpected':
      return `${error.folder} has none of ${error.files.join(', ')}: give the folder that has them`
    case 'ExpectedDiffers':
      return `${error.file} has ${error.wrong}: give one with ${error.right}`
  }
}
