import { along, chain, combine, denoise, multistepUpdate, type Step, span } from '@sigmastream/core'
import type { Exactness } from '../src/index.js'
import { lawsOf, type Mutant } from './mutant.js'
import { threeStep, twoStep } from './samplers.js'

const inSigma = (degree: number): Exactness => ({ of: 'derivative', variable: (sigma) => sigma, degree })

/** Adams and Bashforth of order 2 on equal steps, whatever the steps are. */
const alwaysEqual: Step = chain(
  denoise,
  multistepUpdate('alwaysEqual', 2, ({ at, x, past: [now, before] }) =>
    combine([1, x], ...along(now, 1.5 * span(at)), ...(before === undefined ? [] : along(before, -0.5 * span(at)))),
  ),
)

const breaks = 'with a full history, the polynomials that it claims are integrated exactly, to rounding'

/** Multistep methods with a wrong weight: of most, no order of convergence would tell. */
export const multistepMutants: readonly Mutant[] = [
  {
    wrong: 'the iPNDM_v of the field, with a bracket in the wrong place',
    laws: lawsOf(
      // (1 - a) r / 2 is right.
      threeStep((a, r) => (1 - a * r) / 2),
      { exact: inSigma(2) },
    ),
    breaks,
    says: /step \d+, and the integral/,
  },
  {
    wrong: 'the weights of equal steps on any list',
    laws: lawsOf(alwaysEqual, { exact: inSigma(1) }),
    breaks,
    says: /step \d+, and the integral/,
  },
  {
    wrong: 'DPM-Solver++(2M), which approximates its weights and claims that it does not',
    laws: lawsOf(twoStep, { exact: { of: 'denoised', variable: Math.log, degree: 1 } }),
    breaks,
    says: /step \d+, and the integral/,
  },
]
