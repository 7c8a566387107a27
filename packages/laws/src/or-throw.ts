export { orThrow } from '@sigmastream/core'
