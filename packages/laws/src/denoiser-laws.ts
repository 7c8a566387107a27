import type { Law } from './law.js'
import { type DenoiserSubject, leavesAnswers, leavesQuestions } from './laws/denoiser.js'

/**
 * The laws of a model of one's own, that it writes into no latent: `for (const law of denoiserLaws({ name: 'mine',
 * denoiser, shape: [1, 64, 16] })) it(law.name, () => assertLaw(law))`. A run asks for the same with `checkDenoiser` of
 * `frames`.
 */
export const denoiserLaws = (subject: DenoiserSubject): readonly Law[] => [
  leavesQuestions(subject),
  leavesAnswers(subject),
]
