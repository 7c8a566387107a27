import * as t from 'io-ts'
import * as c from './codecs.js'
import { withWords } from './field-words.js'
import { fractionCurve, repetition } from './list-codecs.js'
import { inpaintMethods, otherMethodWords } from './names.js'
import { taskWords } from './words/task-words.js'

const region = t.type(withWords({ from: c.seconds, to: c.seconds }, taskWords))

/** The fields that say what is done, in the order in which they are written. */
export const taskFields = withWords(
  {
    regions: t.readonlyArray(region, 'a list of { from, to } in seconds'),
    before: c.duration,
    after: c.duration,
    feather: c.duration,
    paintStart: c.nullable(c.wholeNumber(0)),
    paintEnd: c.nullable(c.wholeNumber(0)),
    paintAmount: fractionCurve('(0 keeps what is in a region, 1 makes it anew)'),
    method: c.oneOfOr(inpaintMethods, otherMethodWords),
    resample: repetition,
    strength: fractionCurve('(0 ignores the clip, 1 is the clip itself)'),
    amount: fractionCurve('(0 hardly changes the clip, 1 leaves nothing of it)'),
    noiseLevel: c.sigmaLevel,
    loop: t.boolean,
    seam: c.lengthInSeconds,
    bars: c.positive('a number of bars'),
    bpm: c.positive('a number of beats a minute'),
    fromPrompt: c.prompt,
    invert: t.boolean,
    fromCfg: c.nullable(c.numberWith('a scale of guidance of at least 0', { type: 'number', minimum: 0 })),
  },
  taskWords,
)
