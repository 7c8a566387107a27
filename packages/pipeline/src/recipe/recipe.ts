import type { Region } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { field, type RenderError, refuseRecipe, words } from '../errors.js'
import { maxSteps, mostItems, noiseNames, scheduleNames } from '../sampling.js'
import * as c from './codecs.js'
import { faultOf, type RecipeFault } from './fault.js'
import { deviceNames, encodings, precisions, profileNames, references, samplerNames } from './names.js'

/**
 * The version of the bits that are made here: it goes up whenever the same recipe gives other bits than before, on the
 * same machine. A recipe says the version that it was made with; one that says none was made by the first.
 */
export const BITS = 3

/** The most threads that can be asked for. */
export const maxThreads = 1024

const region = t.type({ from: c.seconds, to: c.seconds })
const file = t.string

/** The fields that say what is done, in the order in which they are written. */
export const taskFields = {
  regions: t.readonlyArray(region, 'a list of { from, to } in seconds'),
  feather: c.duration,
  paintStart: c.nullable(c.wholeNumber(0)),
  paintEnd: c.nullable(c.wholeNumber(0)),
  strength: c.fraction('(0 ignores the clip, 1 is the clip itself)'),
  amount: c.fraction('(0 hardly changes the clip, 1 leaves nothing of it)'),
  noiseLevel: c.sigmaLevel,
}

const { regions, feather, paintStart, paintEnd, strength, amount, noiseLevel } = taskFields

/**
 * What is done. Regions and the feather are in seconds, a paint window in steps. How far a variation goes is among the
 * fields that may be left out.
 */
export const Task = t.union([
  t.type({ command: t.literal('generate') }),
  t.type({ command: t.literal('inpaint'), regions, feather, paintStart, paintEnd }),
  t.type({ command: t.literal('restyle'), strength }),
  t.type({ command: t.literal('vary') }),
])

/** See the codec of the same name. */
export type Task = t.TypeOf<typeof Task>

/** What is found out and written down: files by their names without folders, and by the SHA-256 of what is in them. */
const material = {
  input: c.nullable(file),
  inputHash: c.nullable(c.hash),
  exemplars: t.readonlyArray(file),
  exemplarHashes: t.readonlyArray(c.nullable(c.hash)),
}

/** What any model may be asked for of a clip: latents come with frames a second, and may be one of several tensors. */
const clipFields = {
  tensor: c.nullable(t.string),
  windowLength: c.nullable(c.lengthInSeconds),
  frameRate: c.nullable(c.positive('a number of frames a second')),
}

/** What Stable Audio Open is told. */
const stableAudioFields = {
  profile: c.oneOf(profileNames),
  prompt: c.prompt,
  precision: c.oneOf({ ...precisions, auto: null }),
  negative: c.nullable(t.string),
  seconds: c.lengthInSeconds,
  cfg: c.finite,
  cfgRescale: c.fraction('(0 leaves the loudness of guidance, 1 takes it back)'),
  cfgInterval: c.nullable(c.share),
  fullWindow: t.boolean,
  reference: c.oneOf(references),
  device: c.oneOf(deviceNames),
}

/** The fields that only Stable Audio Open is told, those that are typed most often first. */
export const stableAudioNames = [
  'prompt',
  'negative',
  'seconds',
  'cfg',
  'cfgRescale',
  'cfgInterval',
  'profile',
  'reference',
  'fullWindow',
  'precision',
  'device',
] as const satisfies readonly (keyof typeof stableAudioFields)[]

/** How it is sampled. */
const samplingFields = {
  threads: c.wholeNumber(1, maxThreads),
  noise: c.oneOf(noiseNames),
  seed: c.wholeNumber(0),
  batch: c.wholeNumber(1, mostItems),
  cudaThreads: c.wholeNumber(1),
  sampler: c.oneOf(samplerNames),
  reuse: c.positive('a relative error'),
  schedule: c.oneOf(scheduleNames),
  steps: c.wholeNumber(1, maxSteps),
  sigmaMin: c.nullable(c.sigmaLevel),
  sigmaMax: c.nullable(c.sigmaLevel),
}

/** The fields that a person may ask for, beside the task: the options of the command line, of their names. */
export const askedFields = {
  ...clipFields,
  ...stableAudioFields,
  ...samplingFields,
  encoding: c.nullable(c.oneOf(encodings)),
}

/**
 * Every field but those of the task. `model` is the identity of the model that made it; `bits` see `BITS`; `encoding` is
 * how the sound is stored; `memory` is bytes that encoding and decoding may count on; a seed gives `batch` results, all
 * of them where no `item`, counted from 0, is asked for. A variation goes as far as `noiseLevel` says, a sigma, or
 * without it `amount`; what was made says both.
 */
const fields = {
  ...askedFields,
  ...material,
  bits: c.wholeNumber(1),
  model: t.union([c.hash, t.literal('exemplar')]),
  startScale: c.positive('a number'),
  memory: c.wholeNumber(1),
  item: c.wholeNumber(0),
  amount,
  noiseLevel,
}

/** One of the model's names in `model`: the one that learns from the clips themselves. */
export const embeddedName = 'exemplar'

const Fields = t.partial(fields)

/** What a recipe says beside its task. */
export type RecipeFields = Readonly<t.TypeOf<typeof Fields>>

/**
 * What makes a result, as plain JSON: what is typed, what lies in the file that it made, what is explained and what is
 * made again. Only the task must be there: what is left out is the model's own, or chosen at random (the seed). What
 * `render` has made says everything.
 */
export const Recipe = t.intersection([Fields, Task])

/** See the codec of the same name. */
export type Recipe = Readonly<t.TypeOf<typeof Recipe>>

/** Names of all fields, in the one order in which recipes are written. */
const fieldOrder: readonly string[] = [
  'bits',
  'command',
  ...Object.keys(material),
  'model',
  ...Object.keys(stableAudioFields),
  'startScale',
  'memory',
  ...Object.keys(clipFields),
  ...Object.keys(taskFields),
  ...Object.keys(samplingFields).flatMap((name) => (name === 'batch' ? ['batch', 'item'] : [name])),
  'encoding',
]

/** The fields of an object that a recipe has, in their one order; what is `undefined` is left out. */
const orderFields = (from: object): Readonly<Record<string, unknown>> => {
  const values = new Map<string, unknown>(Object.entries(from))
  return Object.fromEntries(
    fieldOrder.flatMap((name) => (values.get(name) === undefined ? [] : [[name, values.get(name)] as const])),
  )
}

/** The command first: what is wrong with the rest depends on it. */
const RecipeHead = t.type(
  { command: c.oneOf({ generate: null, inpaint: null, restyle: null, vary: null }) },
  'a recipe',
)

/** A recipe from JSON; what is no field of one is left out. */
export const recipeOf = (json: unknown): E.Either<t.Errors, Recipe> =>
  pipe(
    RecipeHead.decode(json),
    E.flatMap((head) => Recipe.decode(orderFields(head))),
  )

/** A recipe as JSON whose fields have one order: equal recipes are equal texts. */
export const recipeJson = (recipe: Recipe): Readonly<Record<string, unknown>> => orderFields(Recipe.encode(recipe))

/** The task that makes something new. */
export const generate: Task = { command: 'generate' }

/** How a gap is filled: `feather` in seconds; the steps `start <= step < end` on which the surroundings are put back. */
export interface InpaintOptions {
  readonly feather?: number
  readonly paintStart?: number
  readonly paintEnd?: number
}

/** The task that makes regions, in seconds, anew. */
export const inpaint = (
  of: readonly Region[],
  options: InpaintOptions = {},
): Extract<Task, { readonly command: 'inpaint' }> => ({
  command: 'inpaint',
  regions: of,
  feather: options.feather ?? 0,
  paintStart: options.paintStart ?? null,
  paintEnd: options.paintEnd ?? null,
})

/** The task that makes a clip over: `strength` 0 ignores it, 1 is the clip itself. */
export const restyle = (of: number): Task => ({ command: 'restyle', strength: of })

/** How far a variation goes: `amount` from 0 to 1, or exactly, as the sigma that the clip is noised to. */
export type VaryOptions = Pick<RecipeFields, 'amount' | 'noiseLevel'>

/** The task that makes a variation: the clip noised, and denoised from there; as far as is usual unless it is said. */
export const vary = (how: VaryOptions = {}): Extract<Task, { readonly command: 'vary' }> & VaryOptions => ({
  command: 'vary',
  ...how,
})

/** The regions of a task, in seconds; none but of an inpainting. */
export const regionsOf = (task: Task): readonly Region[] => (task.command === 'inpaint' ? task.regions : [])

/** Whether a recipe is of the embedded model: it says so, or says what only that model is told (as of 0.1.0). */
export const isEmbedded = ({ model, exemplars }: Recipe): boolean =>
  model === embeddedName || (model === undefined && exemplars !== undefined)

/** Refused: what is for Stable Audio Open, where the embedded model is asked. */
export const checkEmbedded = (asked: RecipeFields): E.Either<RenderError, void> => {
  const stray = stableAudioNames.find((name) => asked[name] !== undefined)
  return stray === undefined
    ? E.right(undefined)
    : refuseRecipe(
        stray,
        words`${field(stray)} is for Stable Audio Open`,
        words`give ${field('model')} and its folder as well, or leave it out`,
      )
}

/** A recipe or the fault in it. */
export const decodeRecipe = (json: unknown): E.Either<RecipeFault, Recipe> => pipe(recipeOf(json), E.mapLeft(faultOf))
