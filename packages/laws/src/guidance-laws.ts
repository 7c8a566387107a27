import type { Law } from './law.js'
import { type CfgppSubject, cfgppAtOne, cfgppAtZero } from './laws/cfgpp.js'
import { type GuidanceSubject, guidedAlone, guidedByState, scaleOne } from './laws/guidance.js'

/**
 * The laws of guidance of one's own, between labels 0 and 1 of a model: `for (const law of guidanceLaws({ name: 'mine',
 * guided })) it(law.name, () => assertLaw(law))`. Guidance that acts at scale 1 says so, and has not the law about it.
 */
export const guidanceLaws = (subject: GuidanceSubject): readonly Law[] => [
  ...(subject.actsAtOne === true ? [] : [scaleOne(subject)]),
  guidedAlone(subject),
  guidedByState(subject),
]

const inside = { index: 0, of: 1, from: 2, to: 1 }

/**
 * The laws of a sampler under CFG++. Where it lands at scale 1 is told of a step of one call without noise: others go on
 * from there.
 */
export const cfgppLaws = (subject: CfgppSubject): readonly Law[] => [
  cfgppAtZero(subject),
  ...(subject.step.calls(inside) === 1 && subject.step.draws(inside).length === 0 ? [cfgppAtOne(subject)] : []),
]
