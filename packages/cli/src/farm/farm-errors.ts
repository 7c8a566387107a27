import { describeFarmError, type FarmError } from '@sigmastream/farm'
import { type CliError, failure } from '../errors.js'

/** What a farm failed at. */
export const fromFarmError = (error: FarmError): CliError => failure(describeFarmError(error))
