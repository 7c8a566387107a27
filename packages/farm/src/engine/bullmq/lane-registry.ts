import type { IQueueBackend } from 'bullmq'
import { readonlyArray as RA } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { Lane } from '../../job/lane.js'
import { readText } from './entry.js'
import { laneName } from './lane-name.js'

/** A lane, and when something was last submitted to it (milliseconds since 1970). */
const Listing = t.type({ lane: Lane, at: t.number })

/** See the codec of the same name. */
export type Listing = Readonly<t.TypeOf<typeof Listing>>

/** The list of all lanes, kept with the queues, so that whoever comes finds them. */
export interface LaneRegistry {
  readonly list: () => Promise<readonly Listing[]>
  /** Puts lanes on the list, or says that they are in use. */
  readonly use: (lanes: readonly Lane[]) => Promise<void>
  readonly forget: (lane: Lane) => Promise<void>
}

/** See `LaneRegistry`. `list` is the place where it is kept: the notes of a queue that has no jobs. */
export const laneRegistry = (list: IQueueBackend): LaneRegistry => ({
  list: async () =>
    pipe(
      Object.values(await list.getQueueMeta()),
      RA.filterMap((text) => readText(text, Listing)),
    ),
  use: async (lanes) => {
    if (lanes.length === 0) return
    const at = Date.now()
    const told = (lane: Lane): string => JSON.stringify(Listing.encode({ lane, at }))
    await list.setQueueMeta(Object.fromEntries(lanes.map((lane) => [laneName(lane), told(lane)])))
  },
  forget: async (lane) => {
    await list.removeQueueMetaFields([laneName(lane)])
  },
})
