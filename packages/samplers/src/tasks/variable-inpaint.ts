import {
  andThen,
  type Latent,
  type Mask,
  type Refused,
  type RunShape,
  refusal,
  type Step,
  when,
  within,
} from '@sigmastream/core'
import { project } from './project.js'

const windowCheck =
  (start: number, end: number) =>
  ({ steps }: RunShape): Refused | null =>
    Number.isSafeInteger(start) && Number.isSafeInteger(end) && 0 <= start && start <= end && end <= steps
      ? null
      : refusal(
          'the paint window',
          `steps ${start} to ${end} of ${steps}`,
          `whole numbers with 0 <= start <= end <= ${steps}`,
        )

/**
 * Inpainting whose projection acts in a window of the steps: before and after it the sampler is free.
 *
 * ```text
 * x' = project(base(x)) where start <= index < end, else base(x)
 * ```
 *
 * Reference and mask `[batch, channels, frames]`. Refused: what {@link inpaint} refuses, and a window that is not
 * within the run.
 * Laws: an empty window is the sampler alone, the window of all steps is the full inpaint, windows that touch join; bit
 * for bit.
 *
 * @example
 * ```ts
 * import { constant } from '@sigmastream/core'
 * import { euler, variableInpaint } from '@sigmastream/samplers'
 *
 * const step = variableInpaint(euler(), constant([1, 1, 6], 0.5), constant([1, 1, 6], 1), 1, 3)
 * const drawsAt = (index: number) => step.draws({ index, of: 4, from: 4 - index, to: 3 - index }).length
 * console.log([0, 1, 2, 3].map(drawsAt).join('')) // 0110
 * console.log(step.check({ shape: [1, 1, 6], steps: 2 })?.wrong) // steps 1 to 3 of 2
 * ```
 */
export const variableInpaint = (base: Step, reference: Latent, mask: Mask, start: number, end: number): Step => {
  const gated = andThen(base, when(within(start, end), project(reference, mask)))
  return { ...gated, check: (run) => windowCheck(start, end)(run) ?? gated.check(run) }
}
