import type { PackingProgress } from '@sigmastream/model-sao'
import type { Io } from '../io.js'
import { linesOn } from '../run/progress.js'

/** Says how far the weights are packed, which happens once for a model and a precision. */
export const showPacking = ({ stderr }: Io): ((progress: PackingProgress) => void) => {
  const display = linesOn(stderr)
  return ({ done, total }) =>
    display.show(done / total, `packing the weights, once for this precision: ${done} of ${total}`)
}
