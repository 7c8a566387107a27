import { createHash } from 'node:crypto'
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { either as E } from 'fp-ts'
import type { Job } from '../../src/job/job.js'
import type { Clock } from '../../src/worker/clock.js'
import { frameFile, framesOf, type Maker } from '../../src/worker/maker.js'

const hashOf = (...parts: readonly string[]): string => createHash('sha256').update(parts.join('\n')).digest('hex')

const stepsOf = ({ recipe }: Job): number => recipe.steps ?? 1
const firstOf = ({ id }: Job, sounds: string): string => hashOf(id, sounds)
const afterStep = (state: string, step: number): string => hashOf(state, String(step))

/** What a job comes to where nothing disturbs it: every step and every sound decides it. */
export const undisturbed = (job: Job, sounds: readonly string[]): string => {
  let state = firstOf(job, sounds.join())
  for (let step = 1; step <= stepsOf(job); step++) state = afterStep(state, step)
  return `made ${state}`
}

/** How a quick maker is disturbed. */
export interface QuickOptions {
  readonly clock: Clock
  /** Milliseconds of a step. */
  readonly stepTime?: number
  readonly isAlive?: () => boolean
  /** What is wrong with a job; `null` for nothing. */
  readonly faultOf?: (job: Job) => string | null
  /** What it makes of its result. */
  readonly twist?: (result: string) => string
}

/**
 * Makes a job as the render thread does, from its newest frame on, with hashes for sound: a frame after each step, the
 * newest alone kept. `loads` are the jobs' models, each time that one had to be loaded.
 */
export const quickMaker = ({
  clock,
  stepTime = 1000,
  isAlive = () => true,
  faultOf = () => null,
  twist = (result) => result,
}: QuickOptions) => {
  const loads: string[] = []
  const starts: number[] = []
  let loaded: string | null = null
  const stillAlive = <A>(value: A): Promise<A> => (isAlive() ? Promise.resolve(value) : new Promise(() => undefined))
  const maker: Maker = {
    make:
      ({ job, sounds, folder, tell, signal }) =>
      async () => {
        const { model } = job.lane.need
        if (model !== loaded) loads.push(model)
        loaded = model
        const fault = faultOf(job)
        if (fault !== null)
          return E.left({ _tag: 'MakeFailed', fault: { code: 'render-failed', message: fault, right: 'another seed' } })
        const heard = await Promise.all(job.sounds.map((hash) => readFile(sounds.get(hash) ?? '', 'utf8')))
        const names = await readdir(framesOf(folder))
        const from = Math.max(0, ...names.map((name) => Number(/^step-(\d+)/.exec(name)?.[1] ?? 0)))
        starts.push(from)
        let state = from === 0 ? firstOf(job, heard.join()) : await readFile(frameFile(folder, from), 'utf8')
        const steps = stepsOf(job)
        for (let done = from + 1; done <= steps; done++) {
          await stillAlive(await clock.sleep(stepTime, signal))
          if (signal.aborted) return E.left({ _tag: 'MakeStopped' })
          state = afterStep(state, done)
          const file = frameFile(folder, done)
          await writeFile(`${file}.new`, state)
          await stillAlive(await rename(`${file}.new`, file))
          await rm(frameFile(folder, done - 1), { force: true })
          tell({ _tag: 'Step', done, steps, sigma: steps - done, secondsLeft: null })
          tell({ _tag: 'Preview', done, picture: new Uint8Array([done]) })
        }
        const result = join(folder, 'result.wav')
        await stillAlive(await writeFile(result, twist(`made ${state}`)))
        return E.right(result)
      },
    release: async () => {
      loaded = null
    },
  }
  return { maker, loads, starts }
}
