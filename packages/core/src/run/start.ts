import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Carry, carryAt } from '../algebra/carry.js'
import type { Slot } from '../algebra/slot.js'
import { messageOf, type SampleError } from '../errors.js'
import type { Interval } from '../interval.js'
import { type Latent, mustBeLatent, mustBeWhole } from '../latent.js'
import type { Draw, NoiseSource } from '../noise/source.js'
import { combine } from '../numerics/combine.js'
import { type Shape, sameShape } from '../shape.js'
import type { Engine } from './engine.js'

/** Where a run begins: what it draws, in order, and the carry made of it. */
export interface Start {
  readonly draws: readonly Draw[]
  readonly carry: (noise: NoiseSource) => Carry
}

/** The lane of the noise that a run starts from. */
export const startLane = 'start'

/** A start at pure noise: x = sigma * eps, eps `[batch, channels, frames]` drawn from the start lane of the first interval. */
export const fromNoise = (at: Interval, shape: Shape, slot: Slot | null = null): Start => ({
  draws: [{ lane: startLane, at }],
  carry: (noise) => carryAt(combine([at.from, mustBeLatent(noise({ lane: startLane, at, shape }))]), slot),
})

/** A start at a given x, already at the level of the first sigma; nothing is drawn. */
export const fromLatent = (x: Latent, slot: Slot | null = null): Start => ({ draws: [], carry: () => carryAt(x, slot) })

/**
 * The carry that a start makes with an engine. `Refused` where the engine's noise or denoiser cannot be, `NoiseFailed`
 * where the noise cannot answer, `ShapeMismatch` where x has not the run's shape.
 */
export const begin = (start: Start, shape: Shape, { noise, denoiser }: Engine): E.Either<SampleError, Carry> => {
  const refused = noise.refusal ?? denoiser.refusal
  if (refused !== undefined) return E.left(refused)
  const { at, lane } = start.draws[0] ?? { at: { index: 0 }, lane: startLane }
  const step = at.index
  return pipe(
    E.tryCatch(
      () => {
        const carry = start.carry(noise)
        mustBeWhole(carry.x)
        return carry
      },
      (cause): SampleError => ({ _tag: 'NoiseFailed', step, lane, message: messageOf(cause), cause }),
    ),
    E.filterOrElse(
      ({ x }) => sameShape(x.shape, shape),
      ({ x }): SampleError => ({ _tag: 'ShapeMismatch', step, where: 'the start', expected: shape, actual: x.shape }),
    ),
  )
}
