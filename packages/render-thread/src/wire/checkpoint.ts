import * as t from 'io-ts'

/** What is known of a checkpoint: what it is called by in each precision, the first of them as it is stored. */
export const Checkpoint = t.type({
  folder: t.string,
  identities: t.readonlyArray(t.string),
  sampleRate: t.number,
  seconds: t.number,
  fillsGaps: t.boolean,
})

/** See the codec of the same name. */
export type Checkpoint = Readonly<t.TypeOf<typeof Checkpoint>>
