import { type Framework, sigmastream } from './framework.js'
import type { Law } from './law.js'
import { type FrameStorage, storedFrame, strangeFrame } from './laws/stored-frame.js'
import type { Subject } from './subject.js'

/**
 * The laws that a storage of frames is accepted by, for one sampler: `frameLaws(stepSubject('mine', mine), storage)`,
 * where `storage` writes a frame of a plan and reads it again, as `saveFrame` and `loadFrame` do.
 */
export const frameLaws = (
  subject: Subject,
  storage: FrameStorage,
  framework: Framework = sigmastream,
): readonly Law[] => [storedFrame, strangeFrame].map((of) => of(subject, storage, framework))
