/** From a recipe and a clip to a result: models as a port, plans, the stream of a run, and what it made. @module */

export type { Change } from './change.js'
export { type Clip, type LatentsClip, latentsClip, type SoundClip, soundClip } from './clip.js'
export { convertResult } from './convert-result.js'
export {
  type BadRecipe,
  badRecipe,
  describeRenderError,
  orThrow,
  type RenderError,
  RenderException,
  type RenderFailed,
  type RenderStopped,
  renderFailed,
} from './errors.js'
export { exemplar } from './exemplar.js'
export { clipRemarks } from './explain/clip-remarks.js'
export { type Duration, type MeasureOptions } from './explain/duration.js'
export { type Explanation, explainJob, type LaneDraws } from './explain/explanation.js'
export { explanationLines } from './explain/explanation-lines.js'
export { jobNotes } from './explain/job-notes.js'
export { takeText } from './explain/take-text.js'
export { extensionOf, isLatentsName, isTensorName } from './file-names.js'
export { type FramedTask, framedTask } from './framed-task.js'
export { fromSampleError } from './from-sample-error.js'
export { heardFile } from './heard-file.js'
export { intervalsOf } from './intervals.js'
export type { Job, Jobs, WholeRecipe } from './job.js'
export type { LatentTask } from './latent-task.js'
export { foreignLatents, originRecord, recordPath } from './latents-origin.js'
export type { EmbeddedOptions, MakeOptions, ModelOptions } from './make-options.js'
export type { MaterialOrder } from './material-order.js'
export { checkMemory } from './memory-check.js'
export type {
  Conventions,
  MemoryNeeds,
  Model,
  OpenModel,
  OpenModels,
  Order,
  Piece,
  Pieces,
  SoundFormat,
  UnheardText,
} from './model.js'
export { plannedCalls } from './model-calls.js'
export { noiseOf } from './noise.js'
export { type NoiseChoice, type NoiseName, usualPart } from './noise-choice.js'
export { type OutputFormat, outputFormat, type Storable } from './output.js'
export { editSound, extendSound, fillGap, generateSound, loopSound, restyleSound, varySound } from './plain.js'
export { type TaskPlan, taskPlan } from './plan.js'
export { type PrepareOptions, prepare } from './prepare.js'
export { previewEvery } from './preview-every.js'
export { type Progress, type ProgressOf, progressFrom } from './progress.js'
export { readClip } from './read-clip.js'
export { checkEmbedded } from './recipe/embedded.js'
export type { RecipeFault } from './recipe/fault.js'
export {
  BITS,
  type DeviceName,
  type EditOptions,
  type ExtendOptions,
  edit,
  extend,
  generate,
  type InpaintOptions,
  inpaint,
  isEmbedded,
  type LoopOptions,
  loop,
  mostItems,
  noiseNames,
  prompt,
  type Recipe,
  type RecipeFields,
  recipeJson,
  regionsOf,
  restyle,
  type ScheduleName,
  type Task,
  type VaryOptions,
  vary,
} from './recipe/index.js'
export { decodeRecipe } from './recipe/recipe.js'
export { recipeIn, recordedRecipe, type StoredRecipe } from './recipe-in.js'
export { listSigmas } from './recipe-schedule.js'
export { encodeSound, encodeTensor, type RunRecord, recordOf, storable } from './record.js'
export type { Recording } from './recording.js'
export { type Prepared, planOf, type RenderEvent, type Rendered, type RenderWith, render } from './render.js'
export {
  type Checkpoint,
  type FrameEvent,
  type JobEvent,
  type PreviewEvent,
  type RunOptions,
  type RunState,
  renderJob,
  type TakeEvent,
} from './render-job.js'
export type { Result, Take } from './result.js'
export type { Movement, RunSummary } from './run-summary.js'
export type { Samples } from './samples.js'
export { type SaveOptions, saveResult } from './save.js'
export { fieldsOfSchedule } from './schedule-names.js'
export { scheduleNotes } from './schedule-notes.js'
export { type AskedLevels, blamedLevel, type Levels, levelsOf, type ScheduleRequest, sigmasOf } from './schedules.js'
export {
  type RankedTake,
  type RoundEvent,
  type SearchJobEvent,
  type StepEvent,
  searchJob,
} from './search/search-job.js'
export { checkSearch, type Search, type SearchRequest } from './search/search-request.js'
export { type HeardTake, type Verifier, type VerifierName, verifiers } from './search/verifiers.js'
export { checkedFrame, checkedSound } from './sound-checks.js'
export { closeMaterial, type Material, openMaterial, type SoundFileClip } from './sound-file-clip.js'
export { joinSplice, type LevelledSplice, type Splice } from './splice.js'
export type { StableAudioOptions } from './stable-audio/options.js'
export { stableAudio } from './stable-audio.js'
export { stepsTaken, stepsText } from './steps-taken.js'
export { unlessStopped } from './stop.js'
export { type LevelledTake, levelledTake } from './stored-take.js'
export { keptSteps, loadCheckpoint, saveCheckpoint } from './takes/checkpoint.js'
export { addTakes, createTakes, readTakes, type StoredTake } from './takes/folder.js'
export { checkFork, type ForkFields, forkRecipe } from './takes/fork.js'
export type { TakeFiles, TakeNote } from './takes/take-note.js'
export { announceFiles, writtenState } from './takes/written.js'
export { checkVariation, evenLevels, type LevelOfAmount } from './variation.js'
export { version } from './version.js'
export { gigabytes, type NameOf, showNumber, showValue, textOf, type Words } from './words.js'
