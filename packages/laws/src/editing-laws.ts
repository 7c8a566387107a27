import type { Law } from './law.js'
import { askedSides, gaussianSides, swappedSides, toldSides } from './laws/edit-answers.js'
import { editMaskOfOnes, outsideMask, sameSides } from './laws/edit-runs.js'
import type { EditingSubject } from './laws/editing.js'

/**
 * The laws of an edit between two models, by a sampler that draws no noise: `for (const law of editingLaws({ name:
 * 'mine', step, editing, masked })) it(law.name, () => assertLaw(law))`.
 */
export const editingLaws = (subject: EditingSubject): readonly Law[] =>
  [sameSides, outsideMask, editMaskOfOnes, swappedSides, askedSides, toldSides, gaussianSides].map((of) => of(subject))
