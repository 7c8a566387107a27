import { andThen, type Latent, maskProject, noiseReference, resume, withInterval } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { blending } from './algebra-mutants.js'
import { lawsWithin, type Mutant } from './mutant.js'
import { euler, twoStep } from './samplers.js'

/** Windows, projections and a resume that are wrong in one thing, under sound samplers. */
export const inpaintMutants: readonly Mutant[] = [
  {
    wrong: 'a window that closes one step early',
    laws: lawsWithin(euler, {
      within:
        (start, end) =>
        ({ index }) =>
          start <= index && index < end - 1,
    }),
    breaks: 'the window of all steps is the full inpaint, bit for bit',
    says: /the window and the full inpaint, frame \d+, x/,
  },
  {
    wrong: 'a window that closes one step late',
    laws: lawsWithin(euler, {
      within:
        (start, end) =>
        ({ index }) =>
          start <= index && index <= end,
    }),
    breaks: 'an empty window is the sampler alone, bit for bit',
    says: /the empty window and the sampler, frame \d+, x/,
  },
  {
    wrong: 'a window that opens one step late',
    laws: lawsWithin(euler, {
      within:
        (start, end) =>
        ({ index }) =>
          start < index && index < end,
    }),
    breaks: 'windows that touch join, bit for bit',
    says: /frame \d+, x/,
  },
  {
    wrong: 'a reference with the noise of the level that was left',
    laws: lawsWithin(euler, {
      project: (reference: Latent, mask: Latent) =>
        andThen(
          withInterval((at) => ({ ...at, to: at.from }), noiseReference(reference)),
          maskProject(mask),
        ),
    }),
    breaks: 'what is kept equals the reference, bit for bit, when the schedule ends at 0',
    says: /where the mask keeps/,
  },
  {
    wrong: 'a projection that keeps nothing, under a sampler',
    laws: lawsWithin(euler, { project: blending((_, x) => x) }),
    breaks: 'what is kept equals the reference, bit for bit, when the schedule ends at 0',
    says: /where the mask keeps/,
  },
  {
    wrong: 'a projection that keeps 0 where the reference is -0',
    laws: lawsWithin(euler, { project: blending((mask, x, anchor) => (mask === 1 ? x : anchor + 0)) }),
    breaks: 'what is kept equals the reference, bit for bit, when the schedule ends at 0',
    says: /the result has 0 at element \d+, where the mask keeps/,
  },
  {
    wrong: 'a projection that multiplies instead of selecting',
    laws: lawsWithin(euler, { project: blending((mask, x, anchor) => anchor + mask * Math.fround(x - anchor)) }),
    breaks: 'a mask of ones is the sampler alone, bit for bit',
    says: /the free inpaint and the sampler, frame \d+, x/,
  },
  {
    wrong: 'a resume that loses the past',
    laws: lawsWithin(twoStep, {
      resume: (given, frame) =>
        pipe(
          resume(given, frame),
          E.map((rest) => ({ ...rest, start: { draws: [], carry: () => ({ ...frame.carry, past: [] }) } })),
        ),
    }),
    breaks: 'resuming from any frame gives the rest of the run, bit for bit',
    says: /resumed after frame \d+, frame \d+, x/,
  },
]
