import { type Interval, plan } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Sampler, SamplerFacts } from '../sampler.js'
import { type SamplerName, samplers } from './samplers.js'

/**
 * What the docs and the command line say of a sampler. `calls` is denoiser calls a step, `memory` the past evaluations
 * it reads.
 */
export interface SamplerDescription extends SamplerFacts {
  readonly name: SamplerName
  readonly calls: string
  readonly memory: number
  readonly stochastic: boolean
}

const inside: Interval = { index: 0, of: 7, from: 2, to: 1 }

/** The intervals of a short run that ends above 0; where a solver finds them as it goes, one of them. */
const someIntervals = (step: Sampler): readonly Interval[] =>
  pipe(
    plan({ step, schedule: [128, 64, 32, 16, 8, 4, 2, 1], shape: [1, 1, 1] }),
    E.match(
      () => [inside],
      ({ intervals }) => (typeof intervals === 'function' ? [inside] : intervals),
    ),
  )

/** `2`, or `1 to 3` where steps differ. */
const callsText = (step: Sampler): string => {
  const calls = someIntervals(step).map(step.calls)
  const [least, most] = [Math.min(...calls), Math.max(...calls)]
  return least === most ? `${least}` : `${least} to ${most}`
}

/** A sampler described: all but its name and its facts is read off the step. */
const describeSampler = (name: SamplerName, step: Sampler): SamplerDescription => ({
  name,
  family: step.family,
  order: step.order,
  calls: callsText(step),
  memory: step.memory,
  stochastic: someIntervals(step).some((at) => step.draws(at).length > 0),
  reference: step.reference,
})

/**
 * Whether a text is the name of a sampler, as in {@link samplers}.
 *
 * @example
 * ```ts
 * import { isSamplerName, samplers } from '@sigmastream/samplers'
 *
 * const typed: string = 'dpmpp-2m'
 * console.log(isSamplerName(typed) ? samplers[typed]().order : 'unknown') // 2
 * console.log(isSamplerName('dpm++')) // false
 * ```
 */
export const isSamplerName = (name: string): name is SamplerName => Object.hasOwn(samplers, name)

/**
 * Every sampler, described, in the order of the docs: what a program lists to choose from.
 *
 * Calls, memory and whether it draws are read off the step. The samplers themselves: {@link samplers}.
 *
 * @example
 * ```ts
 * import { catalogue } from '@sigmastream/samplers'
 *
 * const ofHeun = catalogue.filter(({ family }) => family === 'Heun')
 * console.log(ofHeun.map(({ name, calls }) => `${name}: ${calls}`).join(', ')) // heun: 2, heun-flow: 2
 * ```
 */
export const catalogue: readonly SamplerDescription[] = Object.keys(samplers)
  .filter(isSamplerName)
  .map((name) => describeSampler(name, samplers[name]()))
