import { batchItem, type Latent, latent, type Refused, refuse } from '@sigmastream/core'
import type { Tensor } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { type Comparison, compare, type Tolerance } from '../comparison.js'

const Strength = t.intersection([t.type({ scale: t.number }), t.partial({ phi: t.number, negative: t.boolean })])

/**
 * One recorded run of a rectified flow: its sampler, its guidance, and the share of noise that it starts with; of Stable
 * Audio 3 also how much of guidance is projected, and whether the network was told the recorded gaps.
 */
const FlowRun = t.intersection([
  t.type({
    sampler: t.string,
    cfg_scale: t.number,
    negative: t.boolean,
    init_noise_level: t.union([t.number, t.null]),
  }),
  t.partial({ apg_scale: t.number, inpaint: t.boolean }),
])

/** One run from prompt to sound, on PyTorch's CPU generator. */
const WholeRun = t.intersection([
  t.type({
    steps: t.number,
    cfg_scale: t.number,
    conditioning: t.array(t.type({ prompt: t.string, seconds_total: t.number })),
    seed: t.number,
    sampler_type: t.string,
  }),
  t.partial({ init_noise_level: t.number }),
])

const oneOrMore = <C extends t.Mixed>(codec: C) => t.union([codec, t.array(codec)])

/** One run of `StableAudioModel.generate` of stable-audio-3, by its arguments. */
const GenerateRun = t.intersection([
  t.type({
    prompt: oneOrMore(t.string),
    duration: oneOrMore(t.number),
    steps: t.number,
    cfg_scale: t.number,
    seed: t.number,
    duration_padding_sec: t.number,
  }),
  t.partial({
    negative_prompt: t.string,
    sampler_type: t.string,
    init_noise_level: t.number,
    inpaint_mask_start_seconds: oneOrMore(t.number),
    inpaint_mask_end_seconds: oneOrMore(t.number),
  }),
])

/** `expected.json`: what the tensors beside it were recorded with; what is left out is of another kind of model. */
export const Index = t.intersection([
  t.type({
    prompts: t.array(t.string),
    cond: t.intersection([
      t.type({
        prompts: t.array(t.string),
        seconds_total: t.array(t.number),
        negative_prompts: t.array(t.string),
      }),
      t.partial({ seconds_start: t.array(t.number) }),
    ]),
    seconds: t.array(t.number),
    tolerance_of_largest: t.record(t.string, t.number),
  }),
  t.partial({
    guidance: t.record(t.string, Strength),
    'vdenoiser.sigmas': t.array(t.number),
    dit_t: t.array(t.number),
    runs: t.record(t.string, FlowRun),
    whole: t.record(t.string, t.union([WholeRun, GenerateRun])),
    /** Tokens that prompts were cut and padded to. */
    max_length: t.number,
  }),
])

/** One recorded run of a rectified flow. */
export type FlowRun = t.TypeOf<typeof FlowRun>

/** One run from prompt to sound. */
export type WholeRun = t.TypeOf<typeof WholeRun>

/** One run of `StableAudioModel.generate`. */
export type GenerateRun = t.TypeOf<typeof GenerateRun>

/** See the codec of the same name. */
export type Index = t.TypeOf<typeof Index>

/** Recorded tensors by name, what they were recorded with, and what comparisons with them are called. */
export interface Golden {
  readonly index: Index
  readonly tensors: ReadonlyMap<string, Tensor>
  readonly label: string
}

/** The names of a recording that a pattern matches, with what its groups capture. */
export const matchesOf = (
  { tensors }: Golden,
  pattern: RegExp,
): readonly (readonly [name: string, ...captured: string[]])[] =>
  [...tensors.keys()].flatMap((name) => {
    const found = pattern.exec(name)
    return found === null ? [] : [[name, ...found.slice(1)]]
  })

/** A tensor by its name. Refused where it is not there. */
export const need = ({ tensors }: Golden, name: string): E.Either<Refused, Tensor> => {
  const tensor = tensors.get(name)
  return tensor === undefined ? refuse(name, 'no such tensor', 'a recording that holds it') : E.right(tensor)
}

/** A tensor `[..., batch, channels, frames]` as a latent; dimensions in front of these three count as items. */
export const needLatent = (golden: Golden, name: string): E.Either<Refused, Latent> =>
  pipe(
    need(golden, name),
    E.flatMap(({ shape, data }) => {
      const [channels = 0, frames = 0] = shape.slice(-2)
      return latent([data.length / (channels * frames), channels, frames], data)
    }),
  )

/** The items of a latent, one by one. */
export const itemsOf = (all: Latent): readonly Latent[] =>
  Array.from({ length: all.shape[0] }, (_, i) => batchItem(all, i))

/**
 * What the recording allows: under the name itself, else under its first word and `.*`, else that of all parts; where
 * none of them is there, nothing.
 */
const toleranceOf = ({ index: { tolerance_of_largest: bounds } }: Golden, name: string): Tolerance => ({
  bound: bounds[name] ?? bounds[`${name.split('.')[0]}.*`] ?? bounds['parts'] ?? 0,
  measure: 'of largest',
})

/** Ours against the tensor `name`, within the recording's tolerance for it; nothing where it is not recorded. */
export const compareTensor = (golden: Golden, name: string, ours: ArrayLike<number>): readonly Comparison[] => {
  const { tensors, label } = golden
  const expected = tensors.get(name)
  return expected === undefined ? [] : [compare(`${label} ${name}`, ours, expected.data, toleranceOf(golden, name))]
}

const worseOf = (a: Comparison, b: Comparison): Comparison =>
  Number(b.pass) < Number(a.pass) || b.relative > a.relative ? b : a

/**
 * The states of a run against the tensor `name` `[states, ...]`, each by its own largest value: the first, all noise,
 * is hundreds of times the last. What comes out is the comparison of the worst.
 */
export const compareStates = (golden: Golden, name: string, states: readonly Latent[]): readonly Comparison[] => {
  const { tensors, label } = golden
  const expected = tensors.get(name)
  if (expected === undefined) return []
  const {
    shape: [count = 0],
    data,
  } = expected
  const size = data.length / count
  const each = Array.from({ length: Math.max(count, states.length) }, (_, i) =>
    compare(
      `${label} ${name}`,
      states[i]?.data ?? [],
      data.subarray(i * size, (i + 1) * size),
      toleranceOf(golden, name),
    ),
  )
  return each.length === 0 ? [] : [each.reduce(worseOf)]
}
