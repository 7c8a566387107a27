import { chain, denoise, eulerStep, orThrow, plan, run, score } from '@sigmastream/core'
import { gaussianDenoiser } from '@sigmastream/core/analytic'
import { keyed } from '@sigmastream/core/noise'
import { polyexponential } from '@sigmastream/core/schedules'
import { frames } from '@sigmastream/core/stream'

// The perfect denoiser, where the data is Gaussian; put your model here.
const engine = { denoiser: gaussianDenoiser(0.5, 0.1), noise: keyed(7) }

const step = chain(denoise, score, eulerStep)
const schedule = polyexponential({ steps: 20, sigmaMin: 0.03, sigmaMax: 80 })
const generation = plan({ step, schedule, shape: [1, 64, 128] })

// To the end, or frame by frame.
const { x } = orThrow(await run(generation, engine)())
console.log(`made ${x.shape.join('x')}`)
await frames(generation, engine).forEach(({ at }) => console.log(`sigma ${at.from.toFixed(1)} to ${at.to.toFixed(1)}`))
