import * as t from 'io-ts'
import * as c from './codecs.js'
import { withWords } from './field-words.js'
import { encodings } from './names.js'
import { samplingFields } from './sampling-fields.js'
import { stableAudioFields } from './stable-audio-fields.js'
import { taskFields } from './task-fields.js'
import { materialWords } from './words/material-words.js'

const file = t.string

/** What is found out and written down: files by their names without folders, and by the SHA-256 of what is in them. */
const material = withWords(
  {
    input: c.nullable(file),
    inputHash: c.nullable(c.hash),
    exemplars: t.readonlyArray(file),
    exemplarHashes: t.readonlyArray(c.nullable(c.hash)),
  },
  materialWords,
)

/** What any model may be asked for of a clip: latents come with frames a second, and may be one of several tensors. */
const clipFields = withWords(
  {
    tensor: c.nullable(t.string),
    windowLength: c.nullable(c.lengthInSeconds),
    overlap: c.lengthInSeconds,
    frameRate: c.nullable(c.positive('a number of frames a second')),
  },
  materialWords,
)

/** What may become another at a step of a run: a take that was forked says what it was before. */
export const forkFields = {
  prompt: stableAudioFields.prompt,
  negative: stableAudioFields.negative,
  cfg: stableAudioFields.cfg,
  noise: samplingFields.noise,
  seed: samplingFields.seed,
  sampler: samplingFields.sampler,
}

/** What a recipe was until so many steps of the run were done, where it was something else than it says. */
const earlierLeg = t.intersection([
  t.type(withWords({ until: c.wholeNumber(1) }, materialWords)),
  t.partial({ ...forkFields, forks: samplingFields.forks }),
])

/** The fields that a person may ask for, beside the task: the options of the command line, of their names. */
export const askedFields = {
  ...clipFields,
  ...stableAudioFields,
  ...samplingFields,
  loop: taskFields.loop,
  ...withWords({ encoding: c.nullable(c.oneOf(encodings)) }, materialWords),
}

/** One of the model's names in `model`: the one that learns from the clips themselves. */
export const embeddedName = 'exemplar'

/**
 * Every field but those of the task. `model` is the identity of the model that made it; `bits` see `BITS`; `encoding` is
 * how the sound is stored; `memory` is bytes that encoding and decoding may count on; a seed gives `batch` results, all
 * of them where no `item`, counted from 0, is asked for. A variation goes as far as `noiseLevel` says, a sigma, or
 * without it `amount`; what was made says both. `toward` is another seed, and `by` how far the noise goes from that of `seed`
 * to that of the other. `paintAmount` is how much of what is in a region is made anew, all of it unless it is said; an
 * inpainting that says no `method` is a projection, where the model does not fill gaps itself, and one without
 * `resample` goes over no step again. `invert` edits on the noise that is taken from the clip. Of an extension `regions` say where its result is new. `loop` is whether what is
 * made or filled goes round; the end of one, `seam` seconds of it, is made anew where a clip is to loop, and its length may
 * be so many `bars` of four beats at `bpm`. `earlier` is what a take that was forked was before, the first part of the run
 * first.
 */
export const recipeFields = {
  ...askedFields,
  ...material,
  ...withWords(
    {
      bits: c.wholeNumber(1),
      model: t.union([c.hash, t.literal(embeddedName)]),
      startScale: c.positive('a number'),
      memory: c.wholeNumber(1),
      item: c.wholeNumber(0),
      earlier: t.readonlyArray(earlierLeg, 'a list of what it was until a step'),
      by: c.fraction('(0 is the noise of the seed, 1 that of the other)'),
    },
    materialWords,
  ),
  method: taskFields.method,
  resample: taskFields.resample,
  paintAmount: taskFields.paintAmount,
  invert: taskFields.invert,
  regions: taskFields.regions,
  amount: taskFields.amount,
  noiseLevel: taskFields.noiseLevel,
  seam: taskFields.seam,
  bars: taskFields.bars,
  bpm: taskFields.bpm,
}

/** Names of all fields, in the one order in which recipes are written. */
export const fieldOrder: readonly string[] = [
  'bits',
  'command',
  ...Object.keys(material),
  'model',
  ...Object.keys(stableAudioFields),
  'startScale',
  'memory',
  ...Object.keys(clipFields),
  ...Object.keys(taskFields),
  ...Object.keys(samplingFields).flatMap((name) =>
    name === 'batch' ? ['batch', 'item'] : name === 'toward' ? ['toward', 'by'] : [name],
  ),
  'earlier',
  'encoding',
]
