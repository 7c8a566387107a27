import type { SampleError } from '@sigmastream/core'
import type { StableAudioError } from '@sigmastream/model-sao'
import {
  fromNetworkError as networkError,
  fromStableAudioError as stableAudioError,
} from '@sigmastream/pipeline/stable-audio'
import type { CliError } from '../errors.js'
import { fromRenderError } from '../from-errors.js'
import { noSignal } from '../interruption.js'

/** An error of Stable Audio in the part `where`: usage, or a failure and what to try. */
export const fromStableAudioError =
  (where: string) =>
  (error: StableAudioError): CliError =>
    fromRenderError(stableAudioError(where)(error), noSignal)

/** An error of a run with the network: with its step, the part, and what to try. */
export const fromNetworkError = (error: SampleError): CliError => fromRenderError(networkError(error), noSignal)
