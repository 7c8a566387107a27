import { field, words } from '../../words.js'
import type { FieldWords } from '../field-words.js'
import { deviceNames, guidanceNames, precisions, profileNames, windowBlends } from '../names.js'

const names = (of: object): string => Object.keys(of).join(', ')

/** What the fields of Stable Audio are to a musician. */
export const stableAudioWords = {
  profile: {
    title: 'Profile',
    about: words`whose conventions to follow: ${names(profileNames)}`,
    usual: words`what the model was made for: model-card, small, small-base, sa3 or sa3-base`,
    examples: ['diffusers'],
  },
  prompt: {
    title: 'Prompt',
    about: words`with ${field('model')}: what is to be heard, in words`,
    examples: ['128 BPM electronic drum loop'],
  },
  otherPrompt: {
    title: 'Second prompt',
    about: words`with ${field('model')}: a second thing to be heard, in words; goes with ${field('blend')} or ${field('promptUntil')}`,
    examples: ['rain on a tin roof'],
  },
  blend: {
    title: 'Blend of prompts',
    about: words`of two prompts: how much of the second is heard, from 0, none of it, to 1, it alone`,
    examples: [0.5],
  },
  promptUntil: {
    title: 'First prompt until',
    about: words`of two prompts: follow the first until the noise level has fallen to this, then the second, which makes the detail`,
    examples: [20],
  },
  precision: {
    title: 'Precision',
    about: words`what the weights are held in: ${names(precisions)}, or auto, the first that fits into memory`,
    default: 'fp32',
    examples: ['int8'],
  },
  negative: {
    title: 'Not to be heard',
    about: words`what is not to be heard, in words`,
    examples: ['voices'],
  },
  seconds: {
    title: 'Length',
    about: words`with ${field('model')}: how long the result is, in seconds`,
    usual: words`as long as ${field('clip')}`,
    examples: [6],
  },
  cfg: {
    title: 'How strongly the prompt counts',
    about: words`how strongly to follow the prompt; 1 is without guidance, and twice as fast; by noise level as 7:500,2:1, by second as 7@0,2@5.5`,
    usual: words`the profile's, and 0.6 with ${field('cfgPp')}`,
    examples: [5, '7:500,2:1'],
  },
  cfgRescale: {
    title: 'Loudness taken back',
    about: words`how much of the loudness that guidance adds is taken back, from 0 to 1`,
    default: 0,
    examples: [0.7],
  },
  cfgInterval: {
    title: 'Guide between',
    about: words`guide only while the share of noise, 0 to 1, lies between these; faster, as the rest is without guidance`,
    default: [0, 1],
    examples: [[0.2, 0.8]],
  },
  cfgRefresh: {
    title: 'Guide every',
    about: words`ask the model without the prompt only at every so many calls: faster`,
    usual: words`1, every call`,
    examples: [2],
  },
  cfgPp: {
    title: 'CFG++',
    about: words`CFG++: another way to follow the prompt, whose scales are 0 to 1; for a sound that a large ${field('cfg')} makes harsh`,
    default: false,
    examples: [true],
  },
  guidance: {
    title: 'Kind of guidance',
    about: words`which kind of guidance, where plain cfg sounds harsh or misses the prompt: ${names(guidanceNames)}`,
    usual: words`cfg; apg for Stable Audio 3`,
    examples: ['apg'],
  },
  apgParallel: {
    title: 'APG: louder',
    about: words`apg: how much louder and harsher guidance may make the sound, from 0, not at all, to 1, as cfg does`,
    default: 0,
    examples: [0.2],
  },
  apgThreshold: {
    title: 'APG: limit',
    about: words`apg: how far guidance may push the sound in one call, as a length; lower it where a large ${field('cfg')} distorts`,
    usual: words`no limit`,
    examples: [20],
  },
  apgMomentum: {
    title: 'APG: momentum',
    about: words`apg: how much of the last push is added to the next, between -1 and 1; below 0, such as -0.5, a large ${field('cfg')} sounds calmer`,
    default: 0,
    examples: [-0.5],
  },
  fdgSlow: {
    title: 'FDG: slow changes',
    about: words`fdg: how much of guidance slow changes get, such as swells; 0 leaves them free, 1 is as cfg does`,
    default: 0.5,
    examples: [0.3],
  },
  stillAbove: {
    title: 'Leave out above',
    about: words`zero-star: leave out the model at noise levels above this; for flow models whose first steps miss, and faster`,
    usual: words`none`,
    examples: [100],
  },
  fullWindow: {
    title: 'Whole window',
    about: words`compute all that the model was made for and cut it, as the reference does`,
    default: false,
    examples: [true],
  },
  headroom: {
    title: 'Room for the end',
    about: words`Stable Audio 3: how many seconds it makes behind the end and cuts off, so that the sound has room to end`,
    usual: words`the profile's: 6, or 0 for those of diffusers`,
    examples: [2],
  },
  padding: {
    title: 'Frames behind the room',
    about: words`Stable Audio 3: frames behind that, which only fill up the length, are left-out, as on a graphics card, or counted, as its authors' program does without one; slower, and only to compare with that`,
    default: 'left-out',
    examples: ['counted'],
  },
  windowBlend: {
    title: 'Blend of windows',
    about: words`sound that is longer than the model makes at once: how its overlapping windows become one, ${Object.keys(windowBlends).join(' (by turns) or ')}`,
    default: 'swap',
    examples: ['mean'],
  },
  reference: {
    title: 'Filled up with',
    about: words`with ${field('model')}: ${field('clip')} is filled up with silence, or prepared as in the exercises`,
    default: 'silence',
    examples: ['exercises'],
  },
  device: {
    title: 'Device',
    about: words`where the model is computed: ${names(deviceNames)}; sigmastream devices says which work here, and results differ a little from one to the next`,
    default: 'cpu',
    examples: ['auto'],
  },
} satisfies Readonly<Record<string, FieldWords>>
