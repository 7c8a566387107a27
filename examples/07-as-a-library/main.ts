// The library in a program of one's own: an answer to wait for, then a failure as a value, then a run to look at.
import {
  build,
  combine,
  type Denoiser,
  describeSampleError,
  orThrow,
  plan,
  resume,
  run,
  SamplingError,
} from '@sigmastream/core'
import { keyed } from '@sigmastream/core/noise'
import { karras } from '@sigmastream/core/schedules'
import { frames } from '@sigmastream/core/stream'
import { dpmpp2m, dpmpp3mSde, inpaint, maskOf } from '@sigmastream/samplers'
import { either as E } from 'fp-ts'
import { elementAt, firstValueFrom, tap } from 'rxjs'

// A model is a function: here of sounds whose values have deviation 1 and know nothing of each other.
const denoiser: Denoiser = async (x, sigma) => combine([1 / (1 + sigma * sigma), x])

// A recording of one item, one channel and sixteen frames, ten of them a second; its second half second is to be made anew.
const recording = build([1, 1, 16], (out) => out.forEach((_, frame) => (out[frame] = Math.sin(frame))))
const gap = maskOf(recording.shape, [{ from: 0.5, to: 1 }], 10)

// What is to be done, and with what.
const schedule = karras({ steps: 20, sigmaMin: 0.03, sigmaMax: 80 })
const filling = plan({ step: inpaint(dpmpp2m(), recording, gap), schedule, shape: recording.shape })
const engine = { denoiser, noise: keyed(7) }

// 1. Promises: the result, or an exception.
const { x } = orThrow(await run(filling, engine)())
console.log(`kept and filled: ${[...x.data].map((value) => value.toFixed(1)).join(' ')}`)

// A run can be given up from outside.
try {
  orThrow(await run(filling, engine, AbortSignal.abort())())
} catch (error) {
  if (!(error instanceof SamplingError)) throw error
  console.log(`given up: ${error.message}`)
}

// 2. Values: what went wrong is looked at like any other answer.
const rising = plan({ step: dpmpp2m(), schedule: [1, 2, 0], shape: recording.shape })
const answer = await run(rising, engine)()
console.log(E.isLeft(answer) ? `refused: ${describeSampleError(answer.left)}` : 'this schedule was taken')

// 3. Streams: look at every step, stop at the tenth, and go on from there in two ways.
const tenth = await firstValueFrom(
  frames(filling, engine).pipe(
    tap(({ at }) => console.log(`step ${at.index + 1} of ${at.of}, at noise level ${at.to.toFixed(2)}`)),
    elementAt(9),
  ),
)
const asPlanned = orThrow(await run(resume(filling, tenth), engine)())
console.log(`the same bits: ${asPlanned.x.data.slice().every((value, i) => value === x.data[i])}`)
const otherwise = resume(filling, tenth, { step: inpaint(dpmpp3mSde(), recording, gap) })
const fork = orThrow(await run(otherwise, { denoiser, noise: keyed(8) })())
console.log(`a fork: ${[...fork.x.data].map((value) => value.toFixed(1)).join(' ')}`)
