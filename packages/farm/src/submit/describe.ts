import { describeEngineError } from '../engine/describe.js'
import { describeStoreError } from '../store/describe.js'
import type { FarmError } from './farm.js'

/** One line: what is wrong with a farm, and what would be right. */
export const describeFarmError = (error: FarmError): string => {
  switch (error._tag) {
    case 'EngineUnreachable':
    case 'EngineForeign':
    case 'LeaseLost':
      return describeEngineError(error)
    default:
      return describeStoreError(error)
  }
}
