import * as t from 'io-ts'
import { maxSteps } from '../max-steps.js'
import * as c from './codecs.js'
import { withWords } from './field-words.js'
import { guidanceScale, share } from './list-codecs.js'
import { deviceNames, guidanceNames, paddings, precisions, profileNames, references, windowBlends } from './names.js'
import { stableAudioWords } from './words/stable-audio-words.js'

/** What Stable Audio Open is told. */
export const stableAudioFields = withWords(
  {
    profile: c.oneOf(profileNames),
    prompt: c.prompt,
    otherPrompt: c.prompt,
    blend: c.fraction('(0 is the first prompt alone, 1 the second)'),
    promptUntil: c.sigmaLevel,
    precision: c.oneOf({ ...precisions, auto: null }),
    negative: c.nullable(t.string),
    seconds: c.lengthInSeconds,
    cfg: guidanceScale,
    cfgRescale: c.fraction('(0 leaves the loudness of guidance, 1 takes it back)'),
    cfgInterval: c.nullable(share),
    cfgRefresh: c.wholeNumber(1, maxSteps),
    cfgPp: t.boolean,
    guidance: c.oneOf(guidanceNames),
    apgParallel: c.fraction('(0 keeps nothing of what makes louder, 1 is ordinary guidance)'),
    apgThreshold: c.nullable(c.positive('a length')),
    apgMomentum: c.numberWith('a number above -1 and below 1', {
      type: 'number',
      exclusiveMinimum: -1,
      exclusiveMaximum: 1,
    }),
    fdgSlow: c.fraction('(0 guides nothing of what changes slowly, 1 is ordinary guidance)'),
    stillAbove: c.nullable(c.sigmaLevel),
    fullWindow: t.boolean,
    headroom: c.duration,
    padding: c.oneOf(paddings),
    windowBlend: c.oneOf(windowBlends),
    reference: c.oneOf(references),
    device: c.oneOf(deviceNames),
  },
  stableAudioWords,
)

/** The fields that only Stable Audio Open is told, those that are typed most often first. */
export const stableAudioNames = [
  'prompt',
  'otherPrompt',
  'blend',
  'promptUntil',
  'negative',
  'seconds',
  'cfg',
  'cfgRescale',
  'cfgInterval',
  'cfgRefresh',
  'cfgPp',
  'guidance',
  'apgParallel',
  'apgThreshold',
  'apgMomentum',
  'fdgSlow',
  'stillAbove',
  'profile',
  'reference',
  'fullWindow',
  'headroom',
  'padding',
  'windowBlend',
  'precision',
  'device',
] as const satisfies readonly (keyof typeof stableAudioFields)[]
