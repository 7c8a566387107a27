import { andThen } from '../chain.js'
import { both, when, within } from '../gate.js'
import type { Latent } from '../latent.js'
import { frames } from '../observe/frames.js'
import { operator } from '../observe/operator.js'
import { sampling } from '../observe/sampling.js'
import { resume } from '../resume.js'
import { identity, type Step } from '../stage.js'
import { maskProject } from '../stages/mask-project.js'
import { noiseReference } from '../stages/noise-reference.js'

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
  readonly project: <S>(reference: Latent, mask: Latent) => Step<S>
  readonly resume: typeof resume
  readonly frames: typeof frames
  readonly sampling: typeof sampling
  readonly operator: typeof operator
}

/** The framework's own pieces. `project` is `noiseReference`, then `maskProject`. */
export const sigmastream: Framework = {
  andThen,
  identity,
  when,
  within,
  both,
  project: <S>(reference: Latent, mask: Latent) => andThen(noiseReference<S>(reference), maskProject<S>(mask)),
  resume,
  frames,
  sampling,
  operator,
}
