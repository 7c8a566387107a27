import { constant, orThrow, plan, run } from '@sigmastream/core'
import { gaussianDenoiser } from '@sigmastream/core/analytic'
import { keyed } from '@sigmastream/core/noise'
import { polyexponential } from '@sigmastream/core/schedules'
import { dpmpp2m, inpaint, maskOf } from '@sigmastream/samplers'

// A recording of two seconds, at ten frames a second; the gap is from 0.5 to 1 s.
const recording = constant([1, 8, 20], 0.5)
const mask = orThrow(maskOf(recording.shape, [{ from: 0.5, to: 1 }], 10))

const step = inpaint(dpmpp2m, recording, mask)
const sigmas = orThrow(polyexponential({ steps: 20, sigmaMin: 0.03, sigmaMax: 80 }))
const filling = orThrow(plan(step, sigmas, recording.shape))
const { x } = orThrow(await run(filling, { denoiser: gaussianDenoiser(0.5, 0.1), noise: orThrow(keyed(7)) })())
console.log(`kept ${x.data[0]}, filled ${x.data[7]?.toFixed(1)}`)
