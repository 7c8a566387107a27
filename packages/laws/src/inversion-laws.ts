import type { Law } from './law.js'
import { askedOnce, copiesOfRecording, everyStateBack, type InversionSubject } from './laws/inversion.js'

/** The laws of an inversion: of taking the noise with which a sampler makes a recording, and of running on it. */
export const inversionLaws = (subject: InversionSubject): readonly Law[] =>
  [copiesOfRecording, everyStateBack, askedOnce].map((of) => of(subject))
