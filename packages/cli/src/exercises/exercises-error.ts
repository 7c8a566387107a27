import { type CourseError, describeCourseError } from '@sigmastream/course'
import { type CliError, failure, usage } from '../errors.js'
import { fromNetworkError, fromStableAudioError } from '../stable-audio/errors.js'

const inRun = (run: string, error: CliError): CliError =>
  error._tag === 'Interrupted' ? error : { ...error, message: `${run}: ${error.message}` }

/**
 * What is wrong with an exercise: settings and the files of the course are input, all else is a failure and names its
 * run.
 */
export const fromExercisesError = (error: CourseError): CliError => {
  switch (error._tag) {
    case 'Refused':
    case 'BadTensor':
    case 'BadSound':
    case 'NoReference':
    case 'WrongTensor':
      return usage(describeCourseError(error))
    case 'ModelFailed':
      return fromStableAudioError(error.part)(error.error)
    case 'CourseRunFailed':
      return inRun(error.run, fromNetworkError(error.error))
    case 'NotKept':
    case 'CourseAborted':
      return failure(describeCourseError(error))
    case 'PartialIsFile':
      return usage(`${error.path} is a file, and finished runs are to be kept there: move it, or give another --output`)
    case 'PartialUnusable':
      return usage(`${error.path}: finished runs cannot be kept there: ${error.reason}; give another --output`)
    case 'HomeworkNotWritten':
      return failure(describeCourseError(error), error.cause)
    case 'NothingExpected':
    case 'ExpectedDiffers':
      return usage(`--compare: ${describeCourseError(error)}`)
  }
}
