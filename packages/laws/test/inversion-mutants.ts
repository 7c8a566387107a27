import {
  addNoise,
  andThen,
  combine,
  constant,
  type Latent,
  planIn,
  type Step,
  slotLens,
  withX,
} from '@sigmastream/core'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type InversionSubject, inversionLaws } from '../src/index.js'
import type { Mutant } from './mutant.js'
import { noisyEuler } from './samplers.js'

/** What an inversion of `noisyEuler` may do otherwise. */
interface Ways {
  /** How loud the noise is taken to be, in parts of the level: the step adds 0.6 of it. */
  readonly weight: number
  /** How often the model is asked for one step. */
  readonly asks: number
  /** Whether it goes on from where noise leads, or from where it was wanted to. */
  readonly goesOn: 'from the noise' | 'from the copy'
  /** Whether what the last step leaves of the recording is kept. */
  readonly keepsEnd: boolean
}

const right: Ways = { weight: 0.6, asks: 1, goesOn: 'from the noise', keepsEnd: true }

const taken = slotLens<Latent>(
  'mutant',
  (state): state is Latent => typeof state === 'object' && state !== null && 'data' in state,
)

const inverted = (recording: Latent, { weight, asks, goesOn, keepsEnd }: Ways): Step => ({
  ...noisyEuler,
  run: (carry, env) => {
    const { at, noise } = env
    const silent = noisyEuler.run(carry, { ...env, noise: ({ shape }) => constant(shape, 0) })
    const asked = Array.from({ length: asks - 1 }).reduce<typeof silent>(
      (before) =>
        pipe(
          before,
          TE.flatMap(() => silent),
        ),
      silent,
    )
    return pipe(
      asked,
      TE.map((mean) => {
        if (at.to === 0) {
          const remainder = keepsEnd ? combine([1, recording], [-1, mean.x]) : constant(recording.shape, 0)
          return taken.set(withX(mean, combine([1, mean.x], [1, remainder])), remainder)
        }
        const copy = combine([1, recording], [at.to, noise({ lane: 'copy', at, shape: recording.shape })])
        const solved = combine([1 / (weight * at.to), copy], [-1 / (weight * at.to), mean.x])
        const led = combine([1, mean.x], [at.to * 0.6, solved])
        return taken.set(withX(mean, goesOn === 'from the copy' ? copy : led), solved)
      }),
    )
  },
})

/** An inversion as it should be, but for what is told. */
export const inversionBy = (ways: Partial<Ways> = {}): InversionSubject => ({
  name: 'mutant',
  step: noisyEuler,
  invert: (given, recording) =>
    pipe(
      planIn(given),
      E.map((plan) => ({ ...plan, step: inverted(recording, { ...right, ...ways }) })),
    ),
  replay: (given) =>
    pipe(
      planIn(given),
      E.map((plan) => ({
        ...plan,
        step: andThen(
          plan.step,
          addNoise('remainder', (at) => (at.to === 0 ? { scale: 1, at } : null)),
        ),
      })),
    ),
  tape: (frames, noise) => (query) => {
    const frame = frames.find(({ at }) => at.index === query.at.index)
    return query.lane === 'start' || frame === undefined ? noise(query) : (taken.get(frame.carry) ?? noise(query))
  },
})

const states =
  'every level that noise leads to is the recording and noise of that level, and the end is the recording, to rounding'

/** Inversions that are wrong in one thing. */
export const inversionMutants: readonly Mutant[] = [
  {
    wrong: 'noise that is taken to be a tenth louder than it is',
    laws: inversionLaws(inversionBy({ weight: 0.66 })),
    breaks: states,
    says: /frame \d+ and the recording in noise: .* is not/,
  },
  {
    wrong: 'a tape without what the last step leaves of the recording',
    laws: inversionLaws(inversionBy({ keepsEnd: false })),
    breaks: states,
    says: /frame \d+ and the recording in noise: .* is not/,
  },
  {
    wrong: 'an inversion that goes on from where it wanted to be',
    laws: inversionLaws(inversionBy({ goesOn: 'from the copy' })),
    breaks: 'the same model, guidance and list give every state back, bit for bit',
    says: /the tape, and where it was taken, frame \d+, x/,
  },
  {
    wrong: 'an inversion that asks the model again for its noise',
    laws: inversionLaws(inversionBy({ asks: 2 })),
    breaks: 'taking the noise asks the model as often as a run does',
    says: /the model was asked \d+ times, and a run asks \d+ times/,
  },
]
