import { describeFileError, type FileError } from '@sigmastream/tensor-files'

/** A JSON file beside the tensors is missing or is not what it must be; `problem` names the key. */
export interface BadIndex {
  readonly _tag: 'BadIndex'
  readonly file: string
  readonly problem: string
}

/**
 * A recorded input that no run can be made of, such as a rising list of sigmas, or a model that cannot be opened or
 * run.
 */
export interface BadRecording {
  readonly _tag: 'BadRecording'
  readonly file: string
  readonly problem: string
}

/** It was asked to stop before all was compared. */
export interface ParityAborted {
  readonly _tag: 'ParityAborted'
}

/** Why a folder could not be compared at all. */
export type ParityError = FileError | BadIndex | BadRecording | ParityAborted

/** One line: what is wrong with which file, and what would be right. */
export const describeParityError = (error: ParityError): string => {
  switch (error._tag) {
    case 'BadIndex':
      return `${error.file}: ${error.problem}; give the index that was recorded with the tensors`
    case 'BadRecording':
      return `${error.file}: ${error.problem}`
    case 'ParityAborted':
      return 'it was stopped before all was compared'
    default:
      return describeFileError(error)
  }
}
