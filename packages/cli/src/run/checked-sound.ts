import { type Audio, levels, peakOf } from '@sigmastream/audio'
import { either as E } from 'fp-ts'
import { type CliError, failure } from '../errors.js'

/** What is said of silence: `what` is silent, and `remedies` may help. */
export const silence = (when: string, what: string, remedies: string): CliError =>
  failure(`${when}: ${what} silent, so nothing was written; ${remedies} may help`)

/** The sound, unless it is a failure: silent, or not finite. */
export const checkedSound = (audio: Audio, when: string, remedies: string): E.Either<CliError, Audio> => {
  if (!Number.isFinite(peakOf(audio)))
    return E.left(failure(`${when}: the sound is not finite, so nothing was written`))
  return levels(audio).silent ? E.left(silence(when, 'the result is', remedies)) : E.right(audio)
}
