import { printableText } from '@sigmastream/tensor-files'
import { describeHubError, through } from './describe.js'
import type { HubError } from './errors.js'

/** Why an attempt is repeated, in few words. */
export const describeAttempt = (error: HubError): string => {
  switch (error._tag) {
    case 'NoNetwork':
      return `${printableText(error.host)} cannot be reached${through(error.proxy)}: ${printableText(error.reason)}`
    case 'Dropped':
      return `${printableText(error.file)}: the connection was dropped after ${error.bytes} of ${error.size} bytes`
    case 'ServerFailed':
      return `${printableText(error.host)} answers with the status ${error.status}`
    case 'RateLimited':
      return `${printableText(error.host)} answers that there were too many requests`
    default:
      return describeHubError(error)
  }
}
