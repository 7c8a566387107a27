import type { JobFault } from '../job/dead-letter.js'
import type { StoreError } from '../store/error.js'
import { type MakeFailed, type MakeStopped, makeFailure } from './maker.js'

/** Why a job was not made: its signal ended it, it would fail again, or the store fails for every job. */
export type Setback = MakeStopped | MakeFailed | { readonly _tag: 'StoreFails'; readonly error: StoreError }

/** A job that ended so many workers is made no more. */
export const mostLosses = 3

/** What is said of a job that ended its workers. */
export const endsItsWorkers = (losses: number): JobFault => ({
  code: 'ends-its-workers',
  message: `${losses} workers were lost while they had it`,
  right: 'see what became of them (memory, their logs), then retry it',
})

/** What a failure of the store is to a job: its own, which it would meet again, or every job's. */
export const storeSetback = (error: StoreError): Setback => {
  switch (error._tag) {
    case 'TwoResults': {
      const [kept, came] = error.hashes
      return makeFailure(
        'two-results',
        `it came out as ${came}, and as ${kept} before, on machines of one class (${error.bitsClass})`,
        'keep the one that is there, and tell of it: bits that should be the same are not',
      )
    }
    case 'StoreMissing':
      return makeFailure('not-in-store', `${error.key} is not in ${error.store}`, 'submit it again, with its sounds')
    case 'StoreDamaged':
      return makeFailure('damaged-in-store', `${error.key} in ${error.store}: ${error.wrong}`, 'submit it again')
    case 'BadKey':
      return makeFailure(
        'bad-key',
        `"${error.key}" is no name of anything in ${error.store}`,
        'submit it again, with its sounds',
      )
    case 'StoreFull':
    case 'StoreUnreachable':
    case 'StoreDenied':
    case 'LocalFileFailed':
      return { _tag: 'StoreFails', error }
  }
}

/** What nothing here expects, as a fault. */
export const unexpectedFailure = (message: string): MakeFailed =>
  makeFailure('unexpected', message, 'tell of it, then retry it')
