export type { Checkpoint } from './checkpoint.js'
export { describeCheckpointError } from './describe.js'
export type { CheckpointError } from './errors.js'
export { factsOfShapes, factsOfSurvey, type ModelFacts, type Shapes } from './facts.js'
export type { ModelConfig, Objective } from './model-config.js'
export { openCheckpoint, surveyCheckpoint } from './open.js'
export type { PartConfigs } from './part-configs.js'
export type { Layout, PartName } from './parts.js'
export {
  ABILITIES,
  type Ability,
  type LatentGeometry,
  type ModelReport,
  modelReport,
  type PartReport,
} from './report.js'
export { reportLines } from './report-lines.js'
export type { Survey, TokenizerFiles } from './survey.js'
export type { StoredPart, StoredType, StoredWeight, Weights } from './weights.js'
