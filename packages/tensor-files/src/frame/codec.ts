import type { Carry, Evaluation, Fingerprint, Frame, Interval, Latent, Shape } from '@sigmastream/core'
import * as t from 'io-ts'
import type { TreeLatent } from './tree.js'

/** The version of the form in which frames are stored; another is refused. */
export const frameVersion = 1

const codecOf = <A>(name: string, is: t.Is<A>): t.Type<A, unknown, unknown> =>
  new t.Type(name, is, (value, context) => (is(value) ? t.success(value) : t.failure(value, context, name)), t.identity)

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0

const Count = codecOf('a whole number of at least 0', isCount)

const Shape = codecOf(
  'a shape [batch, channels, frames]',
  (value): value is Shape =>
    Array.isArray(value) && value.length === 3 && value.every((size) => isCount(size) && size > 0),
)

const Latent = codecOf(
  'a latent',
  (value): value is Latent =>
    typeof value === 'object' && value !== null && 'data' in value && value.data instanceof Float32Array,
)

const Level = codecOf('a noise level', (value): value is number => typeof value === 'number' && value >= 0)

/** See the type of the same name. */
const Interval: t.Type<Interval, unknown, unknown> = t.type({ index: Count, of: Level, from: Level, to: Level })

const Slot = t.type({ owner: t.string, state: t.unknown })

const Evaluation: t.Type<Evaluation, unknown, unknown> = t.intersection([
  t.type({ sigma: Level, x: Latent, denoised: Latent }),
  t.partial({ unconditional: Latent, slot: Slot, reused: t.literal(true) }),
])

const Carry: t.Type<Carry, unknown, unknown> = t.intersection([
  t.type({ phase: t.literal('ready'), x: Latent, past: t.readonlyArray(Evaluation), slot: t.union([Slot, t.null]) }),
  t.partial({ held: t.literal(true) }),
])

const Fingerprint: t.Type<Fingerprint, unknown, unknown> = t.type({
  chain: t.string,
  shape: Shape,
  steps: t.union([Count, t.null]),
  hash: t.string,
})

/** A frame, the plan that it is of, and what whoever stored it wants to know again. */
export const FrameTree: t.Type<
  Pick<Frame, 'at' | 'carry' | 'denoised'> & { readonly plan: Fingerprint; readonly beside: unknown },
  unknown,
  unknown
> = t.type({ plan: Fingerprint, at: Interval, carry: Carry, denoised: t.union([Latent, t.null]), beside: t.unknown })

const TreeLatents: t.Type<readonly TreeLatent[], unknown, unknown> = t.readonlyArray(
  t.type({ tensor: t.string, shape: Shape }),
)

/** What stands in the free text of a file, before anything is made of it. */
export const FrameText = t.type({ version: Count, latents: TreeLatents, tree: t.unknown })
