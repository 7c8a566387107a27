import {
  combine,
  constant,
  type GuidanceContext,
  type Latent,
  maskedBlend,
  type Slot,
  slotLens,
} from '@sigmastream/core'
import { type EditingSubject, editingLaws, type Law } from '../src/index.js'
import type { Mutant } from './mutant.js'
import { euler } from './samplers.js'

type States = readonly [source: Slot | null, target: Slot | null]

const states = slotLens<States>('mutant', (state): state is States => Array.isArray(state) && state.length === 2)

/** An edit, of whose parts any may be wrong. */
interface Parts {
  readonly noised: (
    reference: Latent,
    sigma: number,
    noise: (sigma: number) => Latent,
  ) => readonly [heard: Latent, wanted: Latent]
  readonly moved: (noised: Latent, delta: Latent) => Latent
  readonly answer: (wanted: Latent, heard: Latent) => Latent
  readonly told: (before: States) => States
}

const parts: Parts = {
  noised: (reference, sigma, noise) => {
    const noised = combine([1, reference], [sigma, noise(sigma)])
    return [noised, noised]
  },
  moved: (noised, delta) => combine([1, noised], [1, delta]),
  answer: (wanted, heard) => combine([1, wanted], [-1, heard]),
  told: (before) => before,
}

const editingOf =
  (wrong: Partial<Parts> = {}): EditingSubject['editing'] =>
  (source, target, reference, noise) => {
    const { noised, moved, answer, told } = { ...parts, ...wrong }
    return async (delta, sigma, signal, context: GuidanceContext = { slot: null, unconditional: false }) => {
      const [ofSource, ofTarget] = told(states.get(context) ?? [null, null])
      const [heardAt, wantedAt] = noised(reference, sigma, (level) => noise(level, delta.shape))
      const heard = await source(heardAt, sigma, signal, { ...context, slot: ofSource })
      const wanted = await target(moved(wantedAt, delta), sigma, signal, { ...context, slot: ofTarget })
      return { ...answer(wanted, heard), slot: states.of([heard.slot ?? null, wanted.slot ?? null]) }
    }
  }

const maskedBy =
  (weight: (mask: Latent) => Latent): EditingSubject['masked'] =>
  (denoiser, mask) =>
  async (x, ...rest) => ({
    ...(await denoiser(x, ...rest)),
    ...maskedBlend(weight(mask), await denoiser(x, ...rest), [[1, constant(x.shape, 0)]]),
  })

/** An edit as it should be. */
export const soundEdit: EditingSubject = {
  name: 'mutant',
  step: euler,
  editing: editingOf(),
  masked: maskedBy((mask) => mask),
}

const lawsOf = (wrong: Partial<EditingSubject>): readonly Law[] => editingLaws({ ...soundEdit, ...wrong })

/** Edits that are wrong in one thing. */
export const editingMutants: readonly Mutant[] = [
  {
    wrong: 'an edit whose two sides have noise of their own',
    laws: lawsOf({
      editing: editingOf({
        noised: (reference, sigma, noise) => [
          combine([1, reference], [sigma, noise(sigma)]),
          combine([1, reference], [sigma, noise(sigma / 2)]),
        ],
      }),
    }),
    breaks: 'the same model on both sides leaves an edit at 0, bit for bit',
    says: /the edit after interval \d/,
  },
  {
    wrong: 'an edit that its mask lets out',
    laws: lawsOf({ masked: (denoiser) => denoiser }),
    breaks: 'where the mask is 0 an edit is 0 throughout',
    says: /the edit after interval \d/,
  },
  {
    wrong: 'a mask that weakens what it lets through',
    laws: lawsOf({ masked: maskedBy((mask) => combine([0.5, mask])) }),
    breaks: 'a mask of ones leaves an edit as it is, bit for bit',
    says: /the edit in a mask of ones, and without/,
  },
  {
    wrong: 'an edit that leaves a part of what is heard in it',
    laws: lawsOf({ editing: editingOf({ answer: (wanted, heard) => combine([1, wanted], [-0.9, heard]) }) }),
    breaks: 'swapping source and target negates the first answer of an edit, exactly',
    says: /is not - /,
  },
  {
    wrong: 'an edit whose noise is as loud at every level',
    laws: lawsOf({
      editing: editingOf({
        noised: (reference, sigma, noise) => {
          const noised = combine([1, reference], [1, noise(sigma)])
          return [noised, noised]
        },
      }),
    }),
    breaks: 'the source is asked at x + sigma eps, the target there with the edit, and the answer is their difference',
    says: /what the source was asked/,
  },
  {
    wrong: 'an edit whose sides are told the state of each other',
    laws: lawsOf({ editing: editingOf({ told: ([ofSource, ofTarget]) => [ofTarget, ofSource] }) }),
    breaks: 'each side of an edit is told the state that it left itself',
    says: /side \d was told/,
  },
  {
    wrong: 'an edit that forgets what it has changed',
    laws: lawsOf({ editing: editingOf({ moved: (noised) => noised }) }),
    breaks: 'between Gaussians of one deviation an edit is the Gaussian between their means, to rounding',
    says: /the edit, and the Gaussian/,
  },
]
