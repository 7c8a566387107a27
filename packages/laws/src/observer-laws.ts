import { type Framework, sigmastream } from './framework.js'
import type { Law } from './law.js'
import { previewedFrames } from './laws/previewed-frames.js'
import { ofSearch } from './laws/search.js'
import { isListed, type Subject } from './subject.js'

/**
 * The laws of what looks at runs and changes nothing in them: previews, and a search, whose verifiers are observers. An
 * adaptive plan has no checkpoint that all takes reach, so a search refuses it, and its laws are not among them.
 */
export const observerLaws = (subject: Subject, framework: Framework = sigmastream): readonly Law[] =>
  [previewedFrames, ...(isListed(subject) ? ofSearch : [])].map((of) => of(subject, framework))
