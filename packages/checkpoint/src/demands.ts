import { showJson } from '@sigmastream/tensor-files'
import { type Unsupported, unsupportedKey } from './errors.js'

/** What a value of a configuration must be for its parts to go together; `undefined` where there may be none. */
export interface Demand {
  readonly key: string
  readonly value: unknown
  readonly right: unknown
}

/** The first demand on what lies under `prefix` that is not met. */
export const firstUnmet = (prefix: string, demands: readonly Demand[]): Unsupported | undefined => {
  const failed = demands.find(({ value, right }) => value !== right)
  if (failed === undefined) return undefined
  const { key, value, right } = failed
  const path = prefix === '' ? key : `${prefix}.${key}`
  return unsupportedKey(path, showJson(value), right === undefined ? 'empty' : showJson(right))
}
