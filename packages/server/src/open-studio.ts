import { freemem } from 'node:os'
import { join } from 'node:path'
import type { WorkThread } from '@sigmastream/render-thread'
import { type Checkpoint, SoundFacts } from '@sigmastream/render-thread/wire'
import { makeFolder } from '@sigmastream/tensor-files'
import type { Studio } from './http/studio.js'
import { checkOn } from './room/check-recipe.js'
import type { OpenLine } from './room/line.js'
import { openRoom } from './room/open-room.js'
import { threadLine } from './room/thread-line.js'
import { openSounds } from './store/sounds.js'
import type { StudioOptions } from './studio-options.js'

const gigabyte = 1e9

/** The threads of a studio: one for what is short, and one for each render that is made at once. */
export interface Threads {
  readonly errands: WorkThread
  readonly renders: readonly WorkThread[]
}

/** Who makes the renders of a studio. What talks to a farm is loaded where there is one. */
const lineOf = async ({ farm }: StudioOptions, { errands, renders }: Threads): Promise<OpenLine> => {
  if (farm === undefined) return threadLine(renders)
  const [{ farmLine }, { machineClock }] = await Promise.all([
    import('./room/farm/farm-line.js'),
    import('@sigmastream/farm'),
  ])
  return farmLine({ ...farm, errands, clock: machineClock })
}

/** Opens the sounds and the renders of a folder. Throws what the disk fails at. */
export const openStudio = async (
  options: StudioOptions,
  models: readonly Checkpoint[],
  threads: Threads,
): Promise<Studio> => {
  const { folder, mostWaiting = 32, mostBytes = 20 * gigabyte, availableMemory = freemem } = options
  const { errands, renders } = threads
  await makeFolder(folder)
  const sounds = await openSounds(join(folder, 'sounds'), (file) => errands.run({ _tag: 'Inspect', file }, SoundFacts))
  // what threads hold that wait is theirs who begin, or close it
  const heldMemory = () => renders.reduce((sum, { held }) => sum + held(), 0)
  const shelf = { sounds, models, availableMemory: () => availableMemory() + heldMemory() }
  const room = await openRoom({
    folder: join(folder, 'renders'),
    shelf,
    check: checkOn(errands, shelf),
    openLine: await lineOf(options, threads),
    mostWaiting,
    mostBytes,
    now: () => new Date(),
  })
  return {
    room,
    shelf,
    errands,
    limits: { sound: Math.min(mostBytes, gigabyte / 2), json: 2 ** 20, errands: 16 },
  }
}
