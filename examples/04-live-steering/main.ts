// Steering a run by hand: look at each estimate, decide, and ask for the next. What waits is a request, never a latent.

import { type Frame, orThrow, plan, resume, run } from '@sigmastream/core'
import { gaussianDenoiser } from '@sigmastream/core/analytic'
import { keyed } from '@sigmastream/core/noise'
import { karras } from '@sigmastream/core/schedules'
import { frames } from '@sigmastream/core/stream'
import { dpmpp2m, dpmpp3mSde } from '@sigmastream/samplers'
import { lastValueFrom, Subject, tap } from 'rxjs'

const denoiser = gaussianDenoiser(1, 0.2)
const engine = { denoiser, noise: keyed(3) }
const steering = plan({
  step: dpmpp2m(),
  schedule: karras({ steps: 8, sigmaMin: 0.05, sigmaMax: 10 }),
  shape: [1, 4, 16],
})

// Whoever steers asks for the next frame when they are ready: here, a function that has looked at the last. A pace that
// completes ends the run.
const pace = new Subject<void>()
const look = ({ at, denoised }: Frame): void => {
  console.log(
    `step ${at.index + 1} of ${at.of}: sigma ${at.from.toFixed(2)} to ${at.to.toFixed(2)}, ` +
      `estimate ${denoised?.data[0]?.toFixed(3)}`,
  )
  if (at.to < 1) pace.complete()
  else pace.next()
}
const checkpoint = await lastValueFrom(frames(steering, engine, { pace }).pipe(tap(look)))

// Every frame is a checkpoint: go on from it as planned, and fork it three times with another sampler and other noise.
const finished = orThrow(await run(resume(steering, checkpoint), engine)())
console.log(`as planned: ${finished.x.data[0]?.toFixed(3)}`)
for (const seed of [1, 2, 3]) {
  const fork = resume(steering, checkpoint, { step: dpmpp3mSde() })
  const { x } = orThrow(await run(fork, { denoiser, noise: keyed(seed) })())
  console.log(`fork ${seed}: ${x.data[0]?.toFixed(3)}`)
}
