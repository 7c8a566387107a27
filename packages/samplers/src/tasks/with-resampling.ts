import { type Refused, refusal, type Step } from '@sigmastream/core'
import { refusedUnlessListed, withJumps } from '../solvers/parts/jump-up.js'
import type { DetoursOf } from '../solvers/parts/jumps.js'
import { withRefusal } from '../solvers/parts/with-refusal.js'

/** How often each stretch of a list is walked, and how many steps a stretch has: R and J of RePaint. */
export interface ResamplingCounts {
  readonly passes: number
  readonly steps: number
}

/** The stretches of a list that end at its lowest level above 0, side by side; what is left at the top is walked once. */
const stretches =
  ({ passes, steps }: ResamplingCounts): DetoursOf =>
  (sigmas) => {
    const lowest = sigmas.findLastIndex((sigma) => sigma > 0)
    return Array.from({ length: Math.floor(lowest / steps) }, (_, i) => lowest - i * steps).flatMap((bottom) =>
      Array.from({ length: passes - 1 }, () => ({ bottom, levels: sigmas.slice(bottom - steps, bottom + 1) })),
    )
  }

const badCount = (name: string, value: number): Refused | null =>
  Number.isSafeInteger(value) && value >= 1
    ? null
    : refusal('resampling', `${name} ${value}`, 'a whole number of at least 1')

/**
 * Any sampler on a list whose stretches are walked again and again: down so many steps, back up with noise, and down.
 *
 * ```text
 * x' = x + sqrt(to^2 - from^2) eps where the noise level rises, else inner(x; from, to)
 * ```
 *
 * Each stretch of `steps` steps is walked `passes` times, from the lowest level above 0 upward; the step to 0, and what is
 * left at the top, once. Under {@link inpaint} what is generated and what is kept come to agree: after a jump each is made
 * in the sight of the other again. It costs nearly `passes` times the calls. eps from the lane `resample`; noise is drawn by
 * the pass. Past evaluations go with a jump. Latents `[batch, channels, frames]`. Refused: passes or steps that are not
 * whole, a sampler that finds its own intervals.
 * Laws: one pass is the sampler itself, bit for bit; the first pass draws what the run without jumps draws, and no noise is
 * drawn twice.
 * Source: RePaint (Lugmayr et al. 2022), section 4.2 and `get_schedule_jump`, whose jumps of `jump_length` single steps are
 * one here. Jumps where one says: {@link withRestarts}.
 *
 * @example
 * ```ts
 * import { constant, orThrow, plan } from '@sigmastream/core'
 * import { euler, inpaint, maskOfRanges, withResampling } from '@sigmastream/samplers'
 *
 * const mask = maskOfRanges([1, 1, 6], [{ start: 2, end: 4 }])
 * const step = inpaint(withResampling({ passes: 2, steps: 2 }, euler()), constant([1, 1, 6], 0.5), mask)
 * const { intervals } = orThrow(plan({ step, schedule: [16, 8, 4, 2, 1, 0], shape: [1, 1, 6] }))
 * const levels = typeof intervals === 'function' ? [] : intervals.map(({ to }) => to)
 * console.log(levels.join(' ')) // 8 4 16 8 4 2 1 4 2 1 0
 * ```
 */
export const withResampling = ({ passes, steps }: ResamplingCounts, inner: Step): Step => {
  const refused = badCount('passes', passes) ?? badCount('steps', steps) ?? refusedUnlessListed('resampling', inner)
  return refused !== null || passes === 1
    ? withRefusal(refused, inner)
    : withJumps(stretches({ passes, steps }), 'resample', 1, inner)
}
