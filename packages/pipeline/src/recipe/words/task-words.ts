import { field, words } from '../../words.js'
import type { FieldWords } from '../field-words.js'

/** What the fields of tasks are to a musician. */
export const taskWords = {
  regions: {
    title: 'Gaps',
    about: words`where something new is made, each from one second to another; outside, a recording stays as it is`,
    examples: [[{ from: 2.5, to: 3.5 }]],
  },
  from: { title: 'From', about: words`where it begins, in seconds`, examples: [2.5] },
  to: { title: 'To', about: words`where it ends, in seconds`, examples: [3.5] },
  before: {
    title: 'New sound before',
    about: words`how much new sound comes before the recording, in seconds`,
    default: 0,
    examples: [5],
  },
  after: {
    title: 'New sound after',
    about: words`how much new sound comes behind the recording, in seconds`,
    default: 0,
    examples: [20],
  },
  feather: {
    title: 'Soft borders',
    about: words`soft borders: how long, in seconds, the blend into the surroundings takes, outside each region`,
    default: 0,
    examples: [0.05],
  },
  paintStart: {
    title: 'Put back from step',
    about: words`the first step (from 0) after which the surroundings are put back`,
    usual: words`0`,
    examples: [0],
  },
  paintEnd: {
    title: 'Put back until step',
    about: words`the step before which that ends`,
    usual: words`the number of steps`,
    examples: [30],
  },
  paintAmount: {
    title: 'How much is new',
    about: words`how much of what is in a region is made anew, from 0 (it stays) to 1 (all of it); or along ${field('clip')}, value@second: 0@2,1@2.5`,
    default: 1,
    examples: [0.7, '0@2,1@2.5'],
  },
  method: {
    title: 'How the surroundings count',
    about: words`how the surroundings are kept in sight: projection, or project (put back after each step of any sampler), posterior (weighed in by a step of its own, DDIM's, of two calls), and with a model that fills gaps itself, such as Stable Audio 3, native (it is told of them, and makes them over as well) or both (it is told of them, and they are put back)`,
    usual: words`projection; both with a model that fills gaps itself`,
    examples: ['posterior'],
  },
  resample: {
    title: 'Go over it again',
    about: words`go over the steps again: walk each stretch of j steps r times, with new noise, so that gap and surroundings come to agree; about r times the work`,
    usual: words`each step once`,
    examples: [[10, 5]],
  },
  strength: {
    title: 'How much stays',
    about: words`how much of ${field('clip')} stays, from 0 (nothing) to 1 (all of it: ${field('clip')} itself, or with ${field('model')} what its encoder and decoder make of it); or along ${field('clip')}, value@second: 1@0,0.3@4 fades in over four seconds`,
    examples: [0.5, '1@0,0.3@4'],
  },
  amount: {
    title: 'How much is changed',
    about: words`how much is changed, from 0 (hardly anything) to 1 (nothing of it is left); or along ${field('clip')}, value@second: 0@1,0.6@4 leaves the first second`,
    default: 0.5,
    examples: [0.6, '0@1,0.6@4'],
  },
  noiseLevel: {
    title: 'Exact noise level',
    about: words`instead of ${field('amount')}: exactly how much noise, as a sigma, which is then the highest of the schedule`,
    examples: [8],
  },
  loop: {
    title: 'It goes round',
    about: words`it is a loop: what is behind its end is its beginning, and a gap may go round; what is made leads into its own beginning`,
    default: false,
    examples: [true],
  },
  seam: {
    title: 'Seam',
    about: words`how much of the end of a loop is made anew, in seconds`,
    usual: words`0.5, or an eighth of the loop where that is less`,
    examples: [0.25],
  },
  bars: {
    title: 'Bars',
    about: words`how long the loop is, in bars of four beats: goes with ${field('bpm')}`,
    examples: [2],
  },
  bpm: { title: 'Tempo', about: words`the tempo, in beats a minute`, examples: [120] },
  fromPrompt: {
    title: 'What is heard now',
    about: words`what is heard in ${field('clip')}, in words`,
    examples: ['an acoustic guitar'],
  },
  invert: {
    title: 'Edit on its own noise',
    about: words`another way to edit: take the noise out of ${field('clip')} of which ${field('fromPrompt')} makes ${field('clip')}, and make of the same noise what ${field('prompt')} says; for samplers that draw noise`,
    default: false,
    examples: [true],
  },
  fromCfg: {
    title: 'How strongly what is heard counts',
    about: words`how strongly to follow ${field('fromPrompt')}; lower than ${field('cfg')}, the edit goes further`,
    usual: words`that of ${field('cfg')}`,
    examples: [1],
  },
} satisfies Readonly<Record<string, FieldWords>>

/** How much of a clip an edit holds where nobody says: its outline stays, and its detail is open. */
export const usualStrength = 0.5
