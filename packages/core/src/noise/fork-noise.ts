import type { readonlyNonEmptyArray as RNEA } from 'fp-ts'
import { refusal } from '../errors.js'
import type { NoiseSource } from './source.js'

/** Noise of `seed`, from the interval of index `step` on. */
export interface Fork {
  readonly step: number
  readonly seed: number
}

/** Where the noise of a run comes from: the seed of its start, and the forks on its way, in the order of their steps. */
export type Lineage = RNEA.ReadonlyNonEmptyArray<Fork>

const isRising = (lineage: Lineage): boolean =>
  lineage.every(({ step }, i) => {
    const before = lineage[i - 1]
    return before === undefined || before.step < step
  })

/**
 * The noise of a run that goes on with other seeds on its way: each draw is of the last fork at or before its interval.
 *
 * ```text
 * eps(lane, interval) = noise(the last fork whose step is at most the interval's index)(lane, interval)
 * ```
 *
 * `noise` makes the source of a fork; latents `[batch, channels, frames]` as that gives them. The start belongs to the
 * interval that it is drawn at. Refused: steps that do not rise, and what a source of a fork is refused for.
 * Laws: the same draw has the same bits, whatever was drawn before; a run with it is bit for bit the run that was resumed
 * at each step with the noise of that fork.
 * Source: the fork of a keyed stream, as in Salmon et al. 2011; here the interval chooses the key. See `keyed`.
 *
 * @example
 * ```ts
 * import { forkNoise, keyed } from '@sigmastream/core/noise'
 *
 * const fork = forkNoise([{ step: 0, seed: 7 }, { step: 2, seed: 8 }], ({ seed }) => keyed(seed))
 * const draw = (index: number) => ({ lane: 'mine', at: { index, of: 4, from: 4, to: 1 }, shape: [1, 1, 1] as const })
 * const same = (index: number, seed: number) => fork(draw(index)).data[0] === keyed(seed)(draw(index)).data[0]
 * console.log(same(1, 7), same(2, 8), same(3, 7)) // true true false
 * ```
 */
export const forkNoise = (lineage: Lineage, noise: (fork: Fork) => NoiseSource): NoiseSource => {
  const sources = lineage.map(noise)
  const source: NoiseSource = (query) => {
    const last = lineage.findLastIndex(({ step }) => step <= query.at.index)
    return sources[Math.max(0, last)]!(query) // one for each fork, and there is a first
  }
  const refused = isRising(lineage)
    ? sources.find((one) => one.refusal !== undefined)?.refusal
    : refusal('the forks', `steps ${lineage.map(({ step }) => step).join(', ')}`, 'steps that rise')
  return refused === undefined ? source : Object.assign(source, { refusal: refused })
}
