import { either as E, type task as T } from 'fp-ts'
import { branchCount } from '../branch-count.js'
import type { Job, Jobs } from '../job.js'
import { plannedCalls } from '../model-calls.js'
import { branchesOf } from '../recipe/branches.js'
import { isEmbedded } from '../recipe/embedded.js'

/** A clock in milliseconds that never goes back, and what ends the measuring. */
export interface MeasureOptions {
  readonly now: () => number
  readonly signal: AbortSignal
}

/**
 * How long a run will take, in seconds: one call of the model, on average, and all else; whether the call was measured
 * here.
 */
export interface Duration {
  readonly call: number
  readonly beside: number
  readonly measured: boolean
}

/**
 * Seconds of two threads for a frame, a GB of weights and a branch: a guided call asks for two (`npm run bench:sao`,
 * docs/benchmarks.md).
 */
const secondsPerFrame: Readonly<Record<string, number>> = {
  fp32: 6e-3,
  'fp16-weights': 12e-3,
  int8: 15e-3,
  int4: 30e-3,
}

/** Memory of the program itself, in GB, which what is predicted for the model holds too. */
const programGB = 0.35

/** Threads above this hardly make a call faster. */
const mostThreads = 16

/** How many branches a call asks for on average; the most where the calls are not known before they are made. */
const branchesPerCall = async (job: Job): Promise<number> => {
  const calls = plannedCalls(job)
  const branches = await branchCount(job)()
  return branches === null || calls === null || calls === 0 ? branchesOf(job.recipe) : branches / calls
}

/** Frames that the model is asked about at a call: those that windows share several times. */
const framesAsked = ({ shape, windows }: Job['piece']): number =>
  windows === undefined ? shape[2] : windows.reduce((sum, { start, end }) => sum + end - start, 0)

/** From the speeds that were recorded, where the run is on the processor; the model is not loaded for it. */
const fromRecords = async (job: Job): Promise<Duration | null> => {
  const { piece, recipe } = job
  const { precision = 'fp32', threads = 2 } = recipe
  if (piece.needs === null) return null
  const perFrame = (secondsPerFrame[precision] ?? 0) * Math.max(0, piece.needs(true).model / 1e9 - programGB)
  const call = (framesAsked(piece) * perFrame * (await branchesPerCall(job))) / Math.min(threads, mostThreads)
  return { call, beside: 0, measured: false }
}

/** The embedded model is made in a moment, so one call of it is timed; the second of two where the first was short. */
const measuredOn = async (job: Job, open: Jobs['open'], { now, signal }: MeasureOptions): Promise<Duration | null> => {
  const start = now()
  const opened = await open(signal)()
  if (E.isLeft(opened)) return null
  const seconds = (since: number): number => (now() - since) / 1000
  const beside = seconds(start)
  try {
    const { denoiser, reference } = opened.right.of(job.place)
    const sigma = job.sigmas[0] ?? 1
    const timed = async (): Promise<number> => {
      const since = now()
      await denoiser(reference, sigma, signal)
      return seconds(since)
    }
    const first = await timed()
    return { call: first < 0.5 ? await timed() : first, beside, measured: true }
  } catch {
    return null
  } finally {
    await opened.right.close()
  }
}

/**
 * How long the run of a job will take on this machine, about: one call is measured where the model is made in a moment,
 * else it follows from recorded speeds; `null` where neither is known.
 */
export const durationOf =
  (job: Job, open: Jobs['open'], timing: MeasureOptions): T.Task<Duration | null> =>
  () =>
    isEmbedded(job.recipe) ? measuredOn(job, open, timing) : fromRecords(job)

const spoken = (seconds: number): string => {
  if (seconds < 0.095) return `${Number((1000 * seconds).toPrecision(1))} ms`
  if (seconds < 9.5) return `${Number(seconds.toPrecision(seconds < 1 ? 1 : 2))} s`
  if (seconds < 90) return `${Math.round(seconds)} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 90 ? `${minutes} minutes` : `${Number((minutes / 60).toPrecision(2))} hours`
}

/** A line of how long it takes; `calls` is `null` where the solver chooses them. */
export const durationLine = ({ call, beside, measured }: Duration, calls: number | null): string => {
  const how = measured ? 'one was measured here' : 'as recorded on other machines'
  return calls === null
    ? `time       about ${spoken(call)} for each call of the model, ${how}`
    : `time       about ${spoken(beside + calls * call)}: a call of the model takes about ${spoken(call)}, ${how}`
}
