import { withAbout } from '@sigmastream/pipeline/recipe'
import { Fault } from '@sigmastream/render-thread/wire'
import * as t from 'io-ts'

/** The body of every answer that is an error, but those of `/v1/audio/generate`. */
export const FaultAnswer = t.type(
  withAbout(
    { error: Fault },
    {
      error: 'what went wrong',
    },
  ),
)
