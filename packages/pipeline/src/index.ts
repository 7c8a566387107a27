/** From a recipe and a clip to a result: models as a port, plans, the stream of a run, and what it made. @module */
export { type Clip, type LatentsClip, latentsClip, readClip, type SoundClip, soundClip } from './clip.js'
export { encodeResult, encodeSound, encodeTensor } from './encode.js'
export {
  type BadRecipe,
  badRecipe,
  describeRenderError,
  fromSampleError,
  orThrow,
  type RenderError,
  RenderException,
  type RenderFailed,
  type RenderStopped,
  renderFailed,
} from './errors.js'
export { exemplar } from './exemplar.js'
export { extensionOf, isLatentsName, isSoundName, isTensorName } from './file-names.js'
export { type FramedTask, framedTask } from './framed-task.js'
export { type Job, type Jobs, type PrepareOptions, prepare, type WholeRecipe } from './job.js'
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
} from './model.js'
export { type NoiseChoice, type NoiseName, noiseOf } from './noise.js'
export {
  fillGap,
  generateSound,
  type MakeOptions,
  type Recording,
  restyleSound,
  saveResult,
  varySound,
} from './plain.js'
export { intervalsOf, type LatentTask, lanesOf, type PaintWindow, type TaskPlan, taskPlan } from './plan.js'
export * from './recipe/index.js'
export { type RunRecord, recipeIn, recordOf, type StoredRecipe } from './record.js'
export {
  type Prepared,
  planOf,
  type RenderEvent,
  type Rendered,
  type RenderWith,
  type RunOptions,
  render,
  renderJob,
  type Stepped,
} from './render.js'
export { checkedSound, type Result } from './result.js'
export { type Levels, sigmasOf } from './schedule.js'
export type { StableAudioOptions } from './stable-audio/options.js'
export { stableAudio } from './stable-audio.js'
export { orStopped, unlessStopped } from './stop.js'
export { type Movement, type RunSummary, rmsChange } from './summary.js'
export { version } from './version.js'
export { gigabytes, type NameOf, show, textOf, type Words } from './words.js'
