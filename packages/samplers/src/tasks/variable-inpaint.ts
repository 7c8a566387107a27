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
 * Inpainting whose projection acts on the steps `start <= index < end` only; 0 and the number of steps are `inpaint`,
 * bit for bit. A window that is not within the run is refused before it starts.
 */
export const variableInpaint = (base: Step, reference: Latent, mask: Mask, start: number, end: number): Step => {
  const gated = andThen(base, when(within(start, end), project(reference, mask)))
  return { ...gated, check: (run) => windowCheck(start, end)(run) ?? gated.check(run) }
}
