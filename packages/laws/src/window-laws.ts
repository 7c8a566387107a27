import type { Law } from './law.js'
import { equalAnswers, oneWindow, type WindowsSubject, windowAlone } from './laws/windows.js'

/**
 * The laws of a denoiser that asks a model of windows: `for (const law of windowLaws({ name: 'mine', windowed }))
 * it(law.name, () => assertLaw(law))`.
 */
export const windowLaws = (subject: WindowsSubject): readonly Law[] => [
  oneWindow(subject),
  windowAlone(subject),
  equalAnswers(subject),
]
