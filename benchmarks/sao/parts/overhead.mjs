// What a run takes beside its model: sampler, noise, stream.

import { plan } from '@sigmastream/core'
import { keyed } from '@sigmastream/core/noise'
import { polyexponential } from '@sigmastream/core/schedules'
import { frames as framesOf } from '@sigmastream/core/stream'
import { dpmpp3mSde } from '@sigmastream/samplers'
import { lastValueFrom } from 'rxjs'
import { normal, timed } from './common.mjs'

/** Seconds of a streamed run with the command line's sampler and a denoiser that answers at once. */
export const overhead = async ({ frames, steps, runs }) => {
  const shape = [1, 64, frames]
  const denoised = normal(shape)
  const sigmas = polyexponential({ steps, sigmaMin: 0.3, sigmaMax: 500 })
  const planned = plan({ step: dpmpp3mSde(), schedule: sigmas, shape })
  const engine = { denoiser: () => Promise.resolve(denoised), noise: keyed(456) }
  return { samples: await timed(runs, () => lastValueFrom(framesOf(planned, engine))) }
}
