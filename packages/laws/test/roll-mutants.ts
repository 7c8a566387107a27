import { build, type Denoiser, type Latent, type Step } from '@sigmastream/core'
import { type Law, type RollSubject, rollLaws } from '../src/index.js'
import type { Mutant } from './mutant.js'

/** Frame f of x at place f + by of the result, round the ring. */
const later = ({ shape, data }: Latent, by: number): Latent =>
  build(shape, (out) => {
    const frames = shape[2]
    const from = (frame: number): number => (((frame - by) % frames) + frames) % frames
    out.forEach((_, i) => (out[i] = data[i - (i % frames) + from(i % frames)]!)) // inside the row of i
  })

const turning =
  (denoiser: Denoiser, there: number, back: number): Denoiser =>
  (x, sigma, signal, context) =>
    denoiser(later(x, there), sigma, signal, context).then((answer) => later(answer, back))

const rollBy =
  (there: (shift: number) => number, back: (shift: number) => number): RollSubject['withRoll'] =>
  (shiftOf, step: Step) => ({
    ...step,
    run: (carry, env) => {
      const shift = shiftOf(env.at)
      return step.run(carry, { ...env, denoiser: turning(env.denoiser, there(shift), back(shift)) })
    },
  })

/** A roll as it should be. */
export const soundRoll = rollBy(
  (shift) => shift,
  (shift) => -shift,
)

const lawsOf = (withRoll: RollSubject['withRoll']): readonly Law[] => rollLaws({ name: 'mutant', withRoll })

const whole =
  'with every shift set back by k, and start, noise, reference and mask rolled by k, the result is the old one rolled by k, bit for bit'

/** Rolls that are wrong in one thing. */
export const rollMutants: readonly Mutant[] = [
  {
    wrong: 'a roll that is a frame too far',
    laws: lawsOf(
      rollBy(
        (shift) => shift + 1,
        (shift) => -shift - 1,
      ),
    ),
    breaks: 'a step that is turned by no frame, or by all of them, is the step itself, bit for bit',
    says: /x: .* is not/,
  },
  {
    wrong: 'a roll to earlier',
    laws: lawsOf(
      rollBy(
        (shift) => -shift,
        (shift) => shift,
      ),
    ),
    breaks: whole,
    says: /frame \d+, x: .* is not/,
  },
  {
    wrong: 'a roll whose answer is not moved back',
    laws: lawsOf(
      rollBy(
        (shift) => shift,
        () => 0,
      ),
    ),
    breaks: whole,
    says: /frame \d+, x: .* is not/,
  },
  {
    wrong: 'a roll that turns nothing',
    laws: lawsOf((_, step) => step),
    breaks: whole,
    says: /frame \d+, x: .* is not/,
  },
]
