import { either as E } from 'fp-ts'
import type { StoreError } from '../store/error.js'
import type { FarmStore, ResultNote } from '../store/farm-store.js'
import { backOff } from './back-off.js'
import { storeSetback } from './setback.js'
import type { Worker } from './worker.js'

/**
 * Keeps a result. Where the store is full or cannot be reached it waits and tries again, until the signal says no more:
 * the render is done, and to make it again elsewhere would take longer than any wait, for the same store.
 */
export const keepResult = async (
  note: Parameters<FarmStore['keepResult']>[0],
  file: string,
  { store, clock, hear }: Pick<Worker, 'store' | 'clock' | 'hear'>,
  signal: AbortSignal,
): Promise<E.Either<StoreError, ResultNote>> => {
  for (let failures = 1; ; failures++) {
    const kept = await store.keepResult(note, file)()
    const isForAll = E.isLeft(kept) && storeSetback(kept.left)._tag === 'StoreFails'
    if (!isForAll || signal.aborted) return kept
    const wait = backOff(failures)
    hear({ _tag: 'Waits', error: kept.left, seconds: wait / 1000 })
    await clock.sleep(wait, signal)
  }
}
