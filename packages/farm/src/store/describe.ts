import { printableText } from '@sigmastream/tensor-files'
import type { BadStore, StoreError } from './error.js'

const problem = (error: StoreError): string => {
  switch (error._tag) {
    case 'StoreFull':
      return `it has no room left; remove something from it, or take another store`
    case 'StoreUnreachable':
      return `it cannot be reached (${printableText(error.message)}); see that it is there and runs, then try again`
    case 'StoreDenied':
      return `it is not allowed (${printableText(error.message)}); give the rights to read and write there, or take another store`
    case 'StoreDamaged':
      return `${printableText(error.key)} is not what its name says: ${printableText(error.wrong)}; remove it there, and send or make it again`
    case 'StoreMissing':
      return `${printableText(error.key)} is not there; send or make it again, or take the store that it was sent to`
    case 'TwoResults': {
      const [there, came] = error.hashes
      return `two machines of one class (${printableText(error.bitsClass)}) made different bits, ${there} and ${came}; one of them computes wrongly, or the class is too wide: make it again on each and compare`
    }
    case 'LocalFileFailed':
      return `it cannot be read or written (${printableText(error.message)}); give a file or a folder that can`
    case 'BadKey':
      return `"${printableText(error.key)}" is no key of an object; give names of small letters, digits, ".", "_" and "-" with "/" between, none beginning with "."`
  }
}

/** What an error is about: a store, a file of this machine, or a job. */
const subject = (error: StoreError): string => {
  switch (error._tag) {
    case 'TwoResults':
      return `job ${error.job}`
    case 'LocalFileFailed':
      return error.path
    default:
      return error.store
  }
}

/** One line: what is wrong with a store, or with what was given for one, and what would be right. */
export const describeStoreError = (error: StoreError | BadStore): string =>
  error._tag === 'BadStore'
    ? `${printableText(error.wrong)}; give ${error.right}`
    : `${printableText(subject(error))}: ${problem(error)}`
