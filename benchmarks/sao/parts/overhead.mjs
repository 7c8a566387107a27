// What a run takes beside its model: sampler, noise, stream.

import { plan } from '@sigmastream/core'
import { keyed } from '@sigmastream/core/noise'
import { logSnr, polyexponential } from '@sigmastream/core/schedules'
import { frames as framesOf } from '@sigmastream/core/stream'
import { dpmpp3mSde, pingPong } from '@sigmastream/samplers'
import { lastValueFrom } from 'rxjs'
import { kinds } from '../kinds.mjs'
import { normal, timed } from './common.mjs'

/** 1.0 has its own; the others are sampled alike. */
const conventionOf = (kind, steps) =>
  kind === '1.0'
    ? { step: dpmpp3mSde(), schedule: polyexponential({ steps, sigmaMin: 0.3, sigmaMax: 500 }) }
    : { step: pingPong(), schedule: logSnr({ steps }) }

/** Seconds of a streamed run with the command line's sampler and a denoiser that answers at once. */
export const overhead = async ({ kind, frames, steps, runs }) => {
  const shape = [1, kinds[kind].latentChannels, frames]
  const denoised = normal(shape)
  const planned = plan({ ...conventionOf(kind, steps), shape })
  const engine = { denoiser: () => Promise.resolve(denoised), noise: keyed(456) }
  return { samples: await timed(runs, () => lastValueFrom(framesOf(planned, engine))) }
}
