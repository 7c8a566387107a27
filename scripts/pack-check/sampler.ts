// What a stranger writes first: a sampler of the catalogue is run, and one of their own is put to the laws.
import { chain, denoise, eulerStep, orThrow, plan, run, score } from '@sigmastream/core'
import { gaussianDenoiser } from '@sigmastream/core/analytic'
import { keyed } from '@sigmastream/core/noise'
import { polyexponential } from '@sigmastream/core/schedules'
import { frames } from '@sigmastream/core/stream'
import { assertLaw, samplerLaws, stepSubject } from '@sigmastream/laws'
import { dpmpp2m } from '@sigmastream/samplers'
import { lastValueFrom } from 'rxjs'

const engine = { denoiser: gaussianDenoiser(0.5, 0.1), noise: keyed(7) }
const schedule = polyexponential({ steps: 20, sigmaMin: 0.03, sigmaMax: 80 })
const { x } = orThrow(await run(plan({ step: dpmpp2m(), schedule, shape: [1, 4, 16] }), engine)())
console.log(`dpmpp-2m made ${x.data.length} values`)

const euler = chain(denoise, score, eulerStep)
const { at } = await lastValueFrom(frames(plan({ step: euler, schedule, shape: [1, 4, 16] }), engine))
console.log(`the last frame stands at sigma ${at.to}`)

for (const law of samplerLaws(stepSubject('my euler', euler, { order: 1 })).slice(0, 3)) await assertLaw(law)
console.log('the laws hold')
