import type { Framework } from '../framework.js'
import type { Law } from '../law.js'
import type { Subject } from '../subject.js'

/** A law about one sampler within one framework. */
export type SamplerLaw = (subject: Subject, framework: Framework) => Law
