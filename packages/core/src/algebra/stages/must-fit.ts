import { type Refused, refusal } from '../../errors.js'
import type { Latent } from '../../latent.js'
import { sameShape, showShape } from '../../shape.js'
import type { RunShape } from '../stage.js'

/** The check of a stage that holds a latent of its own: it must have the run's shape. */
export const mustFit =
  (subject: string, { shape }: Latent) =>
  (run: RunShape): Refused | null =>
    sameShape(shape, run.shape)
      ? null
      : refusal(
          subject,
          `a shape of ${showShape(shape)} in a run of ${showShape(run.shape)}`,
          `one of ${showShape(run.shape)} [batch, channels, frames]`,
        )
