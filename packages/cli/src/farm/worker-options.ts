import { positive, wholeNumber } from '@sigmastream/pipeline/recipe'
import type { Command } from 'commander'
import * as t from 'io-ts'

/** The most that a worker makes at once. */
const mostPlaces = 64

/** How much a worker takes on, as it is typed. */
export const WorkerOptions = t.partial({
  places: wholeNumber(1, mostPlaces),
  memory: positive('a number of GB'),
})

/** See the codec of the same name. */
export type WorkerOptions = t.TypeOf<typeof WorkerOptions>

/** The options of how much a worker takes on; `of` says when they count. */
export const withWorkerOptions = (command: Command, of = ''): Command =>
  command
    .option('--places <number>', `${of}how many are made at once, where there is memory for them (default: 1)`)
    .option('--memory <GB>', `${of}how much memory they may take together (default: what is free now)`)
