import type { Step } from '@sigmastream/core'
import { type Framework, type Law, samplerLaws, sigmastream, stepSubject, type Traits } from '../src/index.js'

/** Something subtly wrong, the laws that are applied to it, and which of them must notice, with what it must say. */
export interface Mutant {
  readonly wrong: string
  readonly laws: readonly Law[]
  readonly breaks: string
  readonly says: RegExp
}

/** The sentence of a law without the name of what it is about. */
export const sentenceOf = ({ name }: Law): string => name.replace(/^mutant: /, '')

/** The laws of a step that is a mutant. */
export const lawsOf = (step: Step, traits: Traits = {}): readonly Law[] =>
  samplerLaws(stepSubject('mutant', step, traits))

/** The laws of a sound step within a framework of which one piece is a mutant. */
export const lawsWithin = (step: Step, piece: Partial<Framework>): readonly Law[] =>
  samplerLaws(stepSubject('mutant', step), { ...sigmastream, ...piece })
