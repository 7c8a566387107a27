// What a stranger writes first: a sampler of the catalogue is run, and put to the laws.
import { begin, chain, combine, denoise, eulerStep, intervalsOf, orThrow, plan, run, score } from '@sigmastream/core'
import { gaussianDenoiser } from '@sigmastream/core/analytic'
import { keyed } from '@sigmastream/core/noise'
import { polyexponential } from '@sigmastream/core/schedules'
import { sampling } from '@sigmastream/core/stream'
import { assertLaw, samplerLaws, stepSubject } from '@sigmastream/laws'
import { dpmpp2m } from '@sigmastream/samplers'
import { from, last, lastValueFrom } from 'rxjs'

const engine = { denoiser: gaussianDenoiser(0.5, 0.1), noise: orThrow(keyed(7)) }
const sigmas = orThrow(polyexponential({ steps: 20, sigmaMin: 0.03, sigmaMax: 80 }))
const { x } = orThrow(await run(orThrow(plan(dpmpp2m, sigmas, [1, 4, 16])), engine)())
console.log(`dpmpp-2m made ${x.data.length} values`)

const euler = chain(denoise, score, eulerStep)
const start = begin(
  combine([80, engine.noise({ lane: 'start', at: { index: 0, from: 80, to: 0 }, shape: [1, 4, 16] })]),
)
const intervals = intervalsOf(sigmas)
const frame = await lastValueFrom(
  from(intervals).pipe(sampling(euler, start, { ...engine, steps: intervals.length }), last()),
)
console.log(`the last frame stands at sigma ${frame.at.to}`)

for (const law of samplerLaws(stepSubject('my euler', euler, { order: 1 })).slice(0, 3)) await assertLaw(law)
console.log('the laws hold')
