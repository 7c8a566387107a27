import type { Latent } from '@sigmastream/core'
import {
  andThen,
  both,
  eulerStep,
  identity,
  maskProject,
  noiseReference,
  resume,
  type Step,
  when,
  within,
} from '@sigmastream/core'
import { forkNoise } from '@sigmastream/core/noise'
import { frames, operator, previews, sampling, search } from '@sigmastream/core/stream'

/**
 * What samplers are put together and run with. The laws take it as a value, so that a projection, a gate or a stream
 * can be tested too.
 */
export interface Framework {
  readonly andThen: typeof andThen
  readonly identity: typeof identity
  readonly when: typeof when
  readonly within: typeof within
  readonly both: typeof both
  readonly eulerStep: typeof eulerStep
  readonly project: (reference: Latent, mask: Latent) => Step
  readonly resume: typeof resume
  readonly frames: typeof frames
  readonly sampling: typeof sampling
  readonly operator: typeof operator
  readonly previews: typeof previews
  readonly forkNoise: typeof forkNoise
  readonly search: typeof search
}

/** The framework's own pieces. `project` is `noiseReference`, then `maskProject`. */
export const sigmastream: Framework = {
  andThen,
  identity,
  when,
  within,
  both,
  eulerStep,
  project: (reference: Latent, mask: Latent) => andThen(noiseReference(reference), maskProject(mask)),
  resume,
  frames,
  sampling,
  operator,
  previews,
  forkNoise,
  search,
}
