export { describeAttempt, type PullProgress, type Retry } from '@sigmastream/hub'
export { describeHubError, type HubError } from './hub-error.js'
export type { Licence } from './licences.js'
export { type PullOptions, pull, type Snapshot } from './pull.js'
