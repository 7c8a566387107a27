import { providers } from '@sigmastream/onnx'
import * as t from 'io-ts'
import { mostItems, noiseNames } from '../noise.js'
import { precisions, references } from '../options/model-options.js'
import { encodings, maxThreads, samplerNames } from '../options/run-options.js'
import { maxSteps, schedules } from '../schedule.js'

const nullable = <A>(type: t.Type<A, unknown, unknown>) => t.union([type, t.null])

const within = (name: string, fits: (value: number) => boolean): t.Type<number, unknown, unknown> =>
  new t.Type(
    name,
    (value): value is number => t.number.is(value) && fits(value),
    (value, context) => (t.number.is(value) && fits(value) ? t.success(value) : t.failure(value, context, name)),
    (value) => value,
  )

const countTo = (most: number) =>
  within(`a whole number from 1 to ${most}`, (value) => Number.isSafeInteger(value) && value >= 1 && value <= most)
/** A whole number from 0. */
export const place = within('a whole number of at least 0', (value) => Number.isSafeInteger(value) && value >= 0)
/** A number above 0. */
export const above = within('a number above 0', (value) => Number.isFinite(value) && value > 0)
const finite = within('a finite number', Number.isFinite)
const share = within('a number from 0 to 1', (value) => 0 <= value && value <= 1)
const hash = new t.Type<string, unknown, unknown>(
  'a SHA-256 in hexadecimal',
  t.string.is,
  (value, context) =>
    t.string.is(value) && /^[0-9a-f]{64}$/.test(value)
      ? t.success(value)
      : t.failure(value, context, 'a SHA-256 in hexadecimal'),
  (value) => value,
)

const Task = t.union([
  t.type({ command: t.literal('generate') }),
  t.type({
    command: t.literal('inpaint'),
    regions: t.readonlyArray(t.type({ from: finite, to: finite })),
    feather: within('seconds from 0', (value) => Number.isFinite(value) && value >= 0),
    paintStart: nullable(place),
    paintEnd: nullable(place),
    input: t.string,
    inputHash: hash,
    tensor: nullable(t.string),
  }),
  t.type({
    command: t.literal('restyle'),
    strength: share,
    input: t.string,
    inputHash: hash,
    tensor: nullable(t.string),
  }),
  t.type({
    command: t.literal('vary'),
    noiseLevel: above,
    input: t.string,
    inputHash: hash,
    tensor: nullable(t.string),
  }),
])

const Settings = t.type({
  sigmastream: t.string,
  node: t.string,
  model: hash,
  profile: t.string,
  prompt: t.string,
  negative: nullable(t.string),
  seconds: above,
  cfg: finite,
  cfgRescale: share,
  cfgInterval: nullable(t.readonly(t.tuple([share, share]))),
  startScale: above,
  fullWindow: t.boolean,
  reference: t.keyof(references),
  threads: countTo(maxThreads),
  memory: countTo(Number.MAX_SAFE_INTEGER),
  seed: place,
  noise: t.keyof(noiseNames),
  sampler: t.keyof(samplerNames),
  schedule: t.keyof(schedules),
  steps: countTo(maxSteps),
  sigmaMin: nullable(above),
  sigmaMax: nullable(above),
  encoding: nullable(t.keyof(encodings)),
})

/** The commands that leave a recipe. */
export const Recorded = t.type({ command: t.keyof({ generate: null, inpaint: null, restyle: null, vary: null }) })

/**
 * Absent where a run was no batch, or had no use for it; without a device it was the cpu, without a precision fp32,
 * without a reuse every answer was asked for.
 */
const Extras = t.partial({
  precision: t.keyof(precisions),
  device: t.keyof(providers),
  batch: countTo(mostItems),
  item: place,
  cudaThreads: countTo(Number.MAX_SAFE_INTEGER),
  reuse: above,
})

/**
 * The recipe of a run with Stable Audio Open, as it lies in the file that it made: what the run is made of and nothing
 * else, no time and no path. `model` is the model's identity, `inputHash` the SHA-256 of IN; what is not decoded here
 * tells people more.
 */
export const Recipe = t.intersection([Settings, Extras, Task])

/** See the codec of the same name. */
export type Recipe = t.TypeOf<typeof Recipe>
