// What a run takes beside its model: sampler, noise, stream.

import { plan } from '@sigmastream/core'
import { keyed } from '@sigmastream/core/noise'
import { logSnr, polyexponential } from '@sigmastream/core/schedules'
import { frames as framesOf } from '@sigmastream/core/stream'
import { dpmpp3mSde, pingPong } from '@sigmastream/samplers'
import { lastValueFrom } from 'rxjs'
import { normal, timed } from './common.mjs'

const conventions = {
  '1.0': (steps) => ({ step: dpmpp3mSde(), schedule: polyexponential({ steps, sigmaMin: 0.3, sigmaMax: 500 }) }),
  small: (steps) => ({ step: pingPong(), schedule: logSnr({ steps }) }),
}

/** Seconds of a streamed run with the command line's sampler and a denoiser that answers at once. */
export const overhead = async ({ kind, frames, steps, runs }) => {
  const shape = [1, 64, frames]
  const denoised = normal(shape)
  const planned = plan({ ...conventions[kind](steps), shape })
  const engine = { denoiser: () => Promise.resolve(denoised), noise: keyed(456) }
  return { samples: await timed(runs, () => lastValueFrom(framesOf(planned, engine))) }
}
