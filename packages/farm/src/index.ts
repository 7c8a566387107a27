export { describeEngineError } from './engine/describe.js'
export type { Admission, Cancellation, Engine, LaneCount, Lease } from './engine/engine.js'
export type { EngineError, EngineForeign, EngineUnknown, EngineUnreachable, LeaseLost } from './engine/error.js'
export { type OpenEngineOptions, openEngine } from './engine/open-engine.js'
export { WorkerCard } from './engine/worker-card.js'
export { DeadLetter, JobFault } from './job/dead-letter.js'
export { Job, type JobPlace, jobVersion } from './job/job.js'
export { isLast, JobEvent } from './job/job-event.js'
export { jobId } from './job/job-id.js'
export { Lane, Priority, Submitter } from './job/lane.js'
export { describeStoreError } from './store/describe.js'
export type {
  BadKey,
  BadStore,
  LocalFileFailed,
  StoreDamaged,
  StoreDenied,
  StoreError,
  StoreFull,
  StoreMissing,
  StoreUnreachable,
  TwoResults,
} from './store/error.js'
export { farmStore } from './store/farm/farm-store-on.js'
export { type FarmStore, JobList, ResultNote } from './store/farm-store.js'
export { folderStore } from './store/folder/folder-store.js'
export type { ObjectStore } from './store/object-store.js'
export { openStore } from './store/open-store.js'
export { cancelJobs } from './submit/cancel-jobs.js'
export { describeFarmError } from './submit/describe.js'
export { asJob, type Desk, embeddedModel, type NamedJob } from './submit/desk.js'
export type { Farm, FarmError } from './submit/farm.js'
export type { SoundPlaces } from './submit/find-sound.js'
export { type JobState, lookAtJobs } from './submit/job-states.js'
export type { NamedRecipe, Refusal } from './submit/named-recipe.js'
export { planJobs } from './submit/plan-jobs.js'
export { retryJobs } from './submit/retry-jobs.js'
export { type SettleOptions, settleList } from './submit/settle-list.js'
export type { Settlement } from './submit/settlement.js'
export { indexSounds, type SoundIndex } from './submit/sound-index.js'
export { type Submission, submitJobs } from './submit/submit-jobs.js'
export { type Equipment, type Survey, surveyAbilities } from './worker/abilities.js'
export { type Clock, machineClock } from './worker/clock.js'
export { frameFile } from './worker/maker.js'
export type { WorkerRemark } from './worker/remark.js'
export { runWorker, type WorkerTally } from './worker/run-worker.js'
export { threadMaker } from './worker/thread-maker.js'
