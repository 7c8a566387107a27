import { either as E } from 'fp-ts'
import { describeSampleError, type Refused, refuse } from '../errors.js'

/** Whether a number can be a seed: a whole number from 0 to 2^53 - 1. */
const isSeed = (seed: number): boolean => Number.isSafeInteger(seed) && seed >= 0

const SEED = 'a whole number from 0 to 2^53 - 1'

/** The seed itself, or why it is refused. */
export const checkSeed = (seed: number): E.Either<Refused, number> =>
  isSeed(seed) ? E.right(seed) : refuse('seed', String(seed), SEED)

/**
 * The seeds of a batch that was given a single one: item i has `seed + i`, so each item can be made again alone.
 * Refused where `batch` is not a whole number of at least 1, or a seed would pass 2^53 - 1.
 */
export const itemSeeds = (seed: number, batch: number): E.Either<Refused, readonly number[]> =>
  !isSeed(seed)
    ? refuse('seed', String(seed), SEED)
    : !Number.isSafeInteger(batch) || batch < 1
      ? refuse('batch', String(batch), 'a whole number of items, at least 1')
      : seed > Number.MAX_SAFE_INTEGER - (batch - 1)
        ? refuse(
            'seed',
            `${seed} for ${batch} items`,
            `at most ${Number.MAX_SAFE_INTEGER - (batch - 1)}: item i has seed + i`,
          )
        : E.right(Array.from({ length: batch }, (_, i) => seed + i))

/** The seed of every item of a batch of this many. Throws where the seeds given do not fit the batch. */
export type SeedsOfBatch = (batch: number) => readonly number[]

/** What a source does with its seeds: one for the whole batch (then `itemSeeds`), or a list with one for each item. */
export const seedsOfBatch = (seeds: number | readonly number[]): E.Either<Refused, SeedsOfBatch> => {
  if (typeof seeds === 'number') {
    return E.map(
      (seed: number): SeedsOfBatch =>
        (batch) => {
          const items = itemSeeds(seed, batch)
          if (E.isLeft(items)) throw new Error(describeSampleError(items.left))
          return items.right
        },
    )(checkSeed(seeds))
  }
  const bad = seeds.findIndex((seed) => !isSeed(seed))
  return seeds.length === 0
    ? refuse('seeds', 'an empty list', 'one seed for each item of the batch')
    : bad >= 0
      ? refuse('seeds', `${seeds[bad]} for item ${bad}`, SEED)
      : E.right((batch) => {
          if (batch !== seeds.length) {
            throw new Error(
              `${seeds.length} seeds for a batch of ${batch}; give one seed for each item, or a single one`,
            )
          }
          return seeds
        })
}
