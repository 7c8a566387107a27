import {
  andThen,
  type Latent,
  type NoSlot,
  type Refused,
  type RunShape,
  type Step,
  when,
  within,
} from '@sigmastream/core'
import { fusedProject } from './project.js'

const windowCheck =
  (start: number, end: number) =>
  ({ steps }: RunShape): Refused | null =>
    Number.isSafeInteger(start) && Number.isSafeInteger(end) && 0 <= start && start <= end && end <= steps
      ? null
      : {
          _tag: 'Refused',
          subject: 'the paint window',
          wrong: `steps ${start} to ${end} of ${steps}`,
          right: `whole numbers with 0 <= start <= end <= ${steps}`,
        }

/**
 * Inpainting whose projection acts on the steps `start <= index < end` only; 0 and the number of steps are `inpaint`,
 * bit for bit. A window that is not within the run is refused before it starts.
 */
export const variableInpaint = <S = NoSlot>(
  base: Step<S>,
  reference: Latent,
  mask: Latent,
  start: number,
  end: number,
): Step<S> => {
  const gated = andThen(base, when(within(start, end), fusedProject<S>(reference, mask)))
  return { ...gated, check: (run) => windowCheck(start, end)(run) ?? gated.check(run) }
}
