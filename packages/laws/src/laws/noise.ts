import type { NoiseSource } from '@sigmastream/core'
import fc from 'fast-check'
import { shapes } from '../arbitraries/latents.js'
import { intervals } from '../arbitraries/schedules.js'
import { itemAt, mustHaveSameBits, sameBits } from '../compare.js'
import { type Law, law, refute } from '../law.js'

/** A noise source under test: made from one seed for each item of a batch. */
export interface NoiseSubject {
  readonly name: string
  readonly source: (seeds: readonly number[]) => NoiseSource
  /** Whether it changes at a place of the run, as that of a fork does: then it does not follow from the walk alone. */
  readonly forks?: boolean
}

type NoiseLaw = (subject: NoiseSubject) => Law

const lanes = fc.constantFrom('start', 'reference', 'ancestral', 'middle')
const seedLists = fc.uniqueArray(fc.nat(2 ** 31 - 1), { minLength: 3, maxLength: 3 })

// Eight frames at least, so that no two draws agree by chance.
const cases = fc
  .record({ lane: lanes, at: intervals, shape: shapes({ batch: [1, 3], frames: [8, 12] }), seeds: seedLists })
  .map(({ seeds, ...query }) => ({ query, seeds: seeds.slice(0, query.shape[0]) }))

/** The same draw has the same bits, whatever was drawn before: the noise is a function. */
export const noiseIsPure: NoiseLaw = ({ name, source }) =>
  law(
    `${name}: the same draw has the same bits, whatever was drawn before`,
    fc.tuple(cases, lanes, intervals),
    async ([{ query, seeds }, lane, at]) => {
      const noise = source(seeds)
      const first = noise(query)
      noise({ lane, at, shape: query.shape })
      mustHaveSameBits('drawn again, and at first', noise(query), first)
      mustHaveSameBits('drawn from a source made again, and at first', source(seeds)(query), first)
    },
  )

/** Another seed, lane or interval has other bits. */
export const noiseIsKeyed: NoiseLaw = ({ name, source }) =>
  law(`${name}: another seed, lane or interval has other bits`, cases, async ({ query, seeds }) => {
    const { at, lane } = query
    const drawn = source(seeds)(query)
    const others = {
      seed: source(seeds.map((seed) => seed + 2 ** 31))(query),
      lane: source(seeds)({ ...query, lane: `other ${lane}` }),
      interval: source(seeds)({ ...query, at: { ...at, index: at.index + 1, from: at.to, to: at.to / 2 } }),
    }
    if (at.to > 0)
      Object.entries(others).forEach(
        ([what, other]) => sameBits(other, drawn) && refute(`another ${what} has the same bits`),
      )
    else
      [others.seed, others.lane].forEach(
        (other) => sameBits(other, drawn) && refute('another seed or lane has the same bits'),
      )
  })

/** Item i of a batch is drawn as item i alone. */
export const noiseOfItems: NoiseLaw = ({ name, source }) =>
  law(`${name}: every item of a batch is drawn as the item alone`, cases, async ({ query, seeds }) => {
    const together = source(seeds)(query)
    const [, channels, frames] = query.shape
    seeds.forEach((seed, i) =>
      mustHaveSameBits(`item ${i}`, itemAt(together, i), source([seed])({ ...query, shape: [1, channels, frames] })),
    )
  })

/** Jumps shift no noise of the list that they are in, and what is gone over again has other noise. */
export const noiseOfPasses: NoiseLaw = ({ name, source }) =>
  law(
    `${name}: the first pass over a list draws as the list without jumps, and another pass does not`,
    fc.tuple(cases, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 2, max: 9 })),
    async ([{ query, seeds }, shift, pass]) => {
      const { at } = query
      const noise = source(seeds)
      const walked = (of: number) =>
        noise({ ...query, at: { ...at, index: at.index + shift, walk: { pass: of, step: at.index } } })
      mustHaveSameBits('the first pass, and the list', walked(1), noise(query))
      if (sameBits(walked(pass), noise(query))) refute(`pass ${pass} has the same bits as the first`)
      if (sameBits(walked(pass), walked(pass + 1))) refute(`pass ${pass + 1} has the same bits as the one before`)
    },
  )
