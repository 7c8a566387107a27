// A sampler from its three steps, run twice: once as a chain, once as RxJS operators with an observer between two of
// them.

import { begin, chain, combine, denoise, eulerStep, intervalsOf, orThrow, score } from '@sigmastream/core'
import { gaussianDenoiser } from '@sigmastream/core/analytic'
import { keyed } from '@sigmastream/core/noise'
import { polyexponential } from '@sigmastream/core/schedules'
import { operator, sampling, samplingThrough } from '@sigmastream/core/stream'
import { firstValueFrom, from, last, pipe, tap } from 'rxjs'

// The model. Here the data is Gaussian with mean 0.5 and deviation 0.1, for which the perfect denoiser is known in
// closed form.
const denoiser = gaussianDenoiser(0.5, 0.1)
const noise = orThrow(keyed(456))

// Ten steps from sigma 80 down to 0.
const sigmas = orThrow(polyexponential({ steps: 10, sigmaMin: 0.03, sigmaMax: 80 }))
const intervals = intervalsOf(sigmas)
const runtime = { denoiser, noise, steps: intervals.length }

// The start is noise at the first sigma: one item, 64 channels, 128 frames.
const first = { index: 0, from: 80, to: 0 }
const x = combine([80, noise({ lane: 'start', at: first, shape: [1, 64, 128] })])

// A chain of stages is a step, and a run is a stream of frames that anyone may observe.
const euler = chain(denoise, score, eulerStep)
const chained = await firstValueFrom(
  from(intervals).pipe(
    sampling(euler, begin(x), runtime),
    tap(({ at, denoised }) => console.log(`sigma ${at.from.toFixed(3)}  estimate ${denoised?.data[0]?.toFixed(4)}`)),
    last(),
  ),
)

// The same sampler in RxJS: every stage is an operator, and between two of them stands an observer.
const lengths: number[] = []
const piped = await firstValueFrom(
  from(intervals).pipe(
    samplingThrough(
      pipe(
        operator(denoise, runtime),
        operator(score, runtime),
        tap(({ value }) => lengths.push(Math.hypot(...value.d.data))),
        operator(eulerStep, runtime),
      ),
      begin(x),
    ),
    last(),
  ),
)

console.log(
  `the observer saw ${lengths.length} derivatives, of length ${lengths.map((length) => length.toFixed(1)).join(' ')}`,
)
const same = chained.carry.x.data.slice().every((value, i) => Object.is(value, piped.carry.x.data[i]))
console.log(`chain and pipe agree bit for bit: ${same}`)
