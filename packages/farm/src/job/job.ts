import { hash, Recipe } from '@sigmastream/pipeline/recipe'
import * as t from 'io-ts'
import { Lane } from './lane.js'

/** The version of a job as it is written. */
export const jobVersion = 1

/** One render that is to be made: everything about it but its sounds and its model, which are named by their hashes. */
export const Job = t.type({
  version: t.literal(jobVersion),
  /** The SHA-256 of what decides its bits: see `jobId`. */
  id: hash,
  /** Whole: with its seed, and of the version that makes its bits. */
  recipe: Recipe,
  lane: Lane,
  /** The SHA-256 of every sound that it works on or learns from. */
  sounds: t.readonlyArray(hash),
})

/** See the codec of the same name. */
export type Job = Readonly<t.TypeOf<typeof Job>>

/** Where a job is found: its id, and the lane that it was put in. */
export type JobPlace = Pick<Job, 'id' | 'lane'>
