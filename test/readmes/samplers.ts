import { constant, orThrow, plan, run } from '@sigmastream/core'
import { gaussianDenoiser } from '@sigmastream/core/analytic'
import { keyed } from '@sigmastream/core/noise'
import { polyexponential } from '@sigmastream/core/schedules'
import { dpmpp2m, inpaint, maskOf } from '@sigmastream/samplers'

// A recording of two seconds, at ten frames a second; the gap is from 0.5 to 1 s.
const recording = constant([1, 8, 20], 0.5)
const mask = maskOf(recording.shape, [{ from: 0.5, to: 1 }], 10)

const step = inpaint(dpmpp2m(), recording, mask)
const schedule = polyexponential({ steps: 20, sigmaMin: 0.03, sigmaMax: 80 })
const filling = plan({ step, schedule, shape: recording.shape })
const { x } = orThrow(await run(filling, { denoiser: gaussianDenoiser(0.5, 0.1), noise: keyed(7) })())
console.log(`kept ${x.data[0]}, filled ${x.data[7]?.toFixed(1)}`)
