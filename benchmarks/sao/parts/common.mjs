// What all parts share.

import { keyed } from '@sigmastream/core/noise'
import { describeStableAudioError } from '@sigmastream/model-sao'
import { either as E } from 'fp-ts'

/** What a task of the model gives; a failure ends the process with what it says. */
export const right = async (task) => {
  const result = await task()
  if (E.isLeft(result)) throw new Error(describeStableAudioError(result.left))
  return result.right
}

/** Options of a loading: that of fp32 is the one without any. */
export const loading = ({ threads, precision }) => ({ threads, ...(precision === 'fp32' ? {} : { precision }) })

const noise = keyed(456)

/** Standard normal, the same at each call. */
export const normal = (shape) => noise({ lane: 'bench', at: { index: 0, of: 8, from: 1, to: 0 }, shape })

/** Seconds of the work: `runs` times, after a run that is not counted. */
export const timed = async (runs, work) => {
  await work()
  const samples = []
  for (let i = 0; i < runs; i++) {
    const start = performance.now()
    await work()
    samples.push((performance.now() - start) / 1000)
  }
  return samples
}

/** What work gives, and the seconds it took. */
export const clocked = async (work) => {
  const start = performance.now()
  return [await work(), (performance.now() - start) / 1000]
}
