import { constant, type Frame, type Interval, type NoiseSource, refusal } from '@sigmastream/core'
import type { Lane } from '@sigmastream/core/noise'
import { inversionSlot, remainderLane } from './inversion-state.js'

const keyOf = (lane: Lane, { index }: Interval): string => `${index} ${lane}`

/**
 * The noise that a run of {@link invert} took from a recording, as a source; other draws are answered by `noise`, which is
 * to be the one that it was taken with.
 *
 * Of frames that are left out the noise is drawn anew, and the remainder is none: the beginning of the recording's tape,
 * and another end. Latents `[batch, channels, frames]`. Refused, when a run begins with it: frames of another run than
 * that of an inversion, and what `noise` was refused for.
 * Law: the same model, guidance and list give every state back, bit for bit.
 * Source: Manor and Michaeli 2024 (ZETA), section 3.2. What a program in PyTorch has drawn: `recordedTape`.
 *
 * @example
 * ```ts
 * import { constant, frameList, orThrow, plan } from '@sigmastream/core'
 * import { pointDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 * import { invert, noiseTape, pingPong } from '@sigmastream/samplers'
 *
 * const [shape, at] = [[1, 1, 2], { index: 0, of: 2, from: 9, to: 3 }] as const
 * const taking = invert(plan({ step: pingPong(), schedule: [9, 3, 0], shape }), constant(shape, 5))
 * const engine = { denoiser: pointDenoiser(constant(shape, 5)), noise: keyed(7) }
 * const tape = noiseTape(orThrow(await frameList(taking, engine)()), keyed(7))
 * const [taken, copy] = [tape({ lane: 'ancestral', at, shape }), keyed(7)({ lane: 'copy', at, shape })]
 * console.log(taken.data[0]?.toFixed(4) === copy.data[0]?.toFixed(4)) // true
 * ```
 */
export const noiseTape = (frames: readonly Frame[], noise: NoiseSource): NoiseSource => {
  const states = frames.map(({ at, carry }) => ({ at, state: inversionSlot.get(carry) }))
  const taken = new Map(
    states.flatMap(({ at, state }) => (state?.taken ?? []).map((one) => [keyOf(one.lane, at), one.noise] as const)),
  )
  const tape: NoiseSource = (query) =>
    taken.get(keyOf(query.lane, query.at)) ?? (query.lane === remainderLane ? constant(query.shape, 0) : noise(query))
  const refused = states.some(({ state }) => state === null)
    ? refusal('the tape', 'frames of a run that takes no noise from a recording', 'those of a plan that invert made')
    : noise.refusal
  return refused === undefined ? tape : Object.assign(tape, { refusal: refused })
}
