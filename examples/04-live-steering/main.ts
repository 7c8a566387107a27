// Steering a run by hand: gate the intervals, look at each estimate, and decide. What waits is three numbers, never a
// latent.

import { type Frame, intervalsOf, orThrow, plan, resume, run, startOf } from '@sigmastream/core'
import { gaussianDenoiser } from '@sigmastream/core/analytic'
import { keyed } from '@sigmastream/core/noise'
import { karras } from '@sigmastream/core/schedules'
import { sampling } from '@sigmastream/core/stream'
import { dpmpp2m, dpmpp3mSde } from '@sigmastream/samplers'
import { from, map, Subject, tap, zip } from 'rxjs'

const sigmas = orThrow(karras({ steps: 8, sigmaMin: 0.05, sigmaMax: 10 }))
const engine = { denoiser: gaussianDenoiser(1, 0.2), noise: orThrow(keyed(3)) }
const planned = orThrow(plan(dpmpp2m, sigmas, [1, 4, 16]))
const start = orThrow(startOf(planned, engine))

// Whoever steers asks for the next step when they are ready: here, a function that has looked at the last frame.
const ready = new Subject<'next'>()
const kept: Frame[] = []
const look = (frame: Frame): void => {
  kept.push(frame)
  const { at, denoised } = frame
  console.log(
    `step ${at.index}: sigma ${at.from.toFixed(2)} to ${at.to.toFixed(2)}, estimate ${denoised?.data[0]?.toFixed(3)}`,
  )
  if (at.to < 1) ready.complete()
  else ready.next('next')
}

await new Promise<void>((finished, failed) => {
  zip(from(intervalsOf(sigmas)), ready)
    .pipe(
      map(([interval]) => interval),
      sampling(planned.step, start, { ...engine, steps: planned.steps }),
      tap(look),
    )
    .subscribe({ complete: finished, error: failed })
  ready.next('next')
})

// Every frame is a checkpoint: go on from the last as planned, and fork it three times with another sampler and other
// noise.
const checkpoint = kept.at(-1)
if (checkpoint === undefined) throw new Error('there was at least one step')
const rest = resume(planned, checkpoint)
const finished = orThrow(await run(rest, engine)())
console.log(`as planned: ${finished.x.data[0]?.toFixed(3)}`)
for (const seed of [1, 2, 3]) {
  const fork = orThrow(await run({ ...rest, step: dpmpp3mSde() }, { ...engine, noise: orThrow(keyed(seed)) })())
  console.log(`fork ${seed}: ${fork.x.data[0]?.toFixed(3)}`)
}
