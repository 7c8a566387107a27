// A sampler from its three steps, run twice: once as a chain, once as RxJS operators with an observer between two of
// them.

import { chain, denoise, eulerStep, intervalsOf, plan, score, toD } from '@sigmastream/core'
import { gaussianDenoiser } from '@sigmastream/core/analytic'
import { keyed } from '@sigmastream/core/noise'
import { polyexponential } from '@sigmastream/core/schedules'
import { frames, operator, sampling } from '@sigmastream/core/stream'
import { firstValueFrom, from, last, pipe, tap } from 'rxjs'

// The model. Here the data is Gaussian with mean 0.5 and deviation 0.1, for which the perfect denoiser is known in
// closed form; and noise from a seed.
const engine = { denoiser: gaussianDenoiser(0.5, 0.1), noise: keyed(456) }

// Ten steps from sigma 80 down to 0, for one item of 64 channels and 128 frames.
const schedule = polyexponential({ steps: 10, sigmaMin: 0.03, sigmaMax: 80 })

// A chain of stages is a step, and a run is a stream of frames that anyone may observe.
const euler = chain(denoise, score, eulerStep)
const sample = plan({ step: euler, schedule, shape: [1, 64, 128] })
const chained = await firstValueFrom(
  frames(sample, engine).pipe(
    tap(({ at, denoised }) => console.log(`sigma ${at.from.toFixed(3)}  estimate ${denoised?.data[0]?.toFixed(4)}`)),
    last(),
  ),
)

// The same sampler in RxJS: the schedule is the stream, every stage is an operator, and between two of them stands an
// observer.
const lengths: number[] = []
const piped = await firstValueFrom(
  from(intervalsOf(schedule.sigmas)).pipe(
    sampling(
      sample,
      engine,
      pipe(
        operator(denoise, engine),
        operator(score, engine),
        tap(({ value }) => lengths.push(Math.hypot(...toD(value.d).data))),
        operator(eulerStep, engine),
      ),
    ),
    last(),
  ),
)

console.log(
  `the observer saw ${lengths.length} derivatives, of length ${lengths.map((length) => length.toFixed(1)).join(' ')}`,
)
const same = chained.carry.x.data.slice().every((value, i) => Object.is(value, piped.carry.x.data[i]))
console.log(`chain and pipe agree bit for bit: ${same}`)
