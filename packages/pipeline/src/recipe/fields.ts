import * as t from 'io-ts'
import { maxSteps, mostItems, noiseNames } from '../sampling.js'
import { listName, scheduleNames } from '../schedule-names.js'
import * as c from './codecs.js'
import { withWords } from './field-words.js'
import {
  deviceNames,
  encodings,
  guidanceNames,
  inpaintMethods,
  precisions,
  profileNames,
  references,
  samplerNames,
  windowBlends,
} from './names.js'
import { materialWords } from './words/material-words.js'
import { samplingWords } from './words/sampling-words.js'
import { stableAudioWords } from './words/stable-audio-words.js'
import { taskWords } from './words/task-words.js'

/** The most threads that can be asked for. */
export const maxThreads = 1024

const region = t.type(withWords({ from: c.seconds, to: c.seconds }, taskWords))
const file = t.string

/** The fields that say what is done, in the order in which they are written. */
export const taskFields = withWords(
  {
    regions: t.readonlyArray(region, 'a list of { from, to } in seconds'),
    before: c.duration,
    after: c.duration,
    feather: c.duration,
    paintStart: c.nullable(c.wholeNumber(0)),
    paintEnd: c.nullable(c.wholeNumber(0)),
    paintAmount: c.fractionCurve('(0 keeps what is in a region, 1 makes it anew)'),
    method: c.oneOf(inpaintMethods),
    resample: c.repetition,
    strength: c.fractionCurve('(0 ignores the clip, 1 is the clip itself)'),
    amount: c.fractionCurve('(0 hardly changes the clip, 1 leaves nothing of it)'),
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

/** What Stable Audio Open is told. */
const stableAudioFields = withWords(
  {
    profile: c.oneOf(profileNames),
    prompt: c.prompt,
    otherPrompt: c.prompt,
    blend: c.fraction('(0 is the first prompt alone, 1 the second)'),
    promptUntil: c.sigmaLevel,
    precision: c.oneOf({ ...precisions, auto: null }),
    negative: c.nullable(t.string),
    seconds: c.lengthInSeconds,
    cfg: c.guidanceScale,
    cfgRescale: c.fraction('(0 leaves the loudness of guidance, 1 takes it back)'),
    cfgInterval: c.nullable(c.share),
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
  'windowBlend',
  'precision',
  'device',
] as const satisfies readonly (keyof typeof stableAudioFields)[]

/** How it is sampled. */
const samplingFields = withWords(
  {
    threads: c.wholeNumber(1, maxThreads),
    noise: c.oneOf(noiseNames),
    seed: c.wholeNumber(0),
    forks: c.forks,
    toward: c.wholeNumber(0),
    batch: c.wholeNumber(1, mostItems),
    cudaThreads: c.wholeNumber(1),
    sampler: c.oneOf(samplerNames),
    reuse: c.positive('a relative error'),
    schedule: c.oneOf({ ...scheduleNames, [listName]: null }),
    steps: c.wholeNumber(1, maxSteps),
    sigmaMin: c.nullable(c.sigmaLevel),
    sigmaMax: c.nullable(c.sigmaLevel),
    shift: c.positive('a factor'),
    sigmas: c.sigmaList(maxSteps + 1),
  },
  samplingWords,
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
 * inpainting that says no `method` is a projection, and one without `resample` goes over no step again. `invert` edits on
 * the noise that is taken from the clip. Of an extension `regions` say where its result is new. `loop` is whether what is
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
