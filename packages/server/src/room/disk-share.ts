import { rm } from 'node:fs/promises'
import { type Fault, fault } from '@sigmastream/render-thread/wire'
import { either as E } from 'fp-ts'
import type { SoundStore } from '../store/sounds.js'
import { byAge, type Entry, isOver } from './entry.js'
import type { Ledger } from './ledger.js'

/** Renders that are over, the oldest first. */
const oldestOf = ({ entries }: Ledger): readonly Entry[] => [...entries.values()].filter(isOver).toSorted(byAge)

/** The sounds that renders are of. */
const neededBy = ({ entries }: Ledger): ReadonlySet<unknown> =>
  new Set([...entries.values()].flatMap(({ note: { recipe } }) => [recipe.inputHash, ...(recipe.exemplarHashes ?? [])]))

/**
 * Makes room for so many bytes where sounds and renders may take `most`. The oldest make way: the frames and previews of
 * renders that are over, then those renders, then sounds that no render is of. Errors: it is not enough.
 */
export const makeRoomFor = async (
  bytes: number,
  most: number,
  ledger: Ledger,
  sounds: SoundStore,
): Promise<E.Either<Fault, void>> => {
  const isEnough = (): boolean =>
    ledger.bytes() + sounds.all().reduce((sum, sound) => sum + sound.bytes, 0) + bytes <= most
  for (const { note } of oldestOf(ledger)) {
    if (isEnough()) break
    const { frames, previews } = ledger.files(note.id)
    for (const made of [frames, previews]) await rm(made, { recursive: true, force: true })
    await ledger.measure(note.id)
  }
  for (const entry of oldestOf(ledger)) {
    if (isEnough()) break
    await ledger.forget(entry)
  }
  const needed = neededBy(ledger)
  for (const { id } of sounds.all()) {
    if (isEnough()) break
    if (!needed.has(id)) await sounds.remove(id)
  }
  return isEnough()
    ? E.right(undefined)
    : E.left(
        fault(
          'disk-full',
          `sounds and renders may take ${most} bytes, and what is not over takes as much`,
          'wait for it or remove some, or start the server with more --disk',
        ),
      )
}
