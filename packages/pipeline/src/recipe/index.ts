/** Recipes as JSON: their codec, their fields, and the names that those may have. @module */
export { maxSteps } from '../max-steps.js'
export { mostItems, noiseNames, usualPart } from '../noise-choice.js'
export { type ScheduleName, scheduleNames } from '../schedule-names.js'
export { AskedRecipe, wholeRecipe } from './asked-recipe.js'
export {
  type Codec,
  duration,
  finite,
  fraction,
  hash,
  isTime,
  lengthInSeconds,
  nullable,
  numberWith,
  oneOf,
  ordinal,
  positive,
  prompt,
  seconds,
  sigmaLevel,
  textWith,
  wholeNumber,
} from './codecs.js'
export { isEmbedded } from './embedded.js'
export { faultOf } from './fault.js'
export { type DefaultSource, type FieldWords, helpText } from './field-words.js'
export { askedFields, forkFields } from './fields.js'
export { mostScalePoints, scaleIn, scalePointsIn, scaleText } from './guidance-scale.js'
export type { JsonSchema } from './json-schema.js'
export { type Addition, additionIn, keywordsIn, withAbout, withKeywords } from './keywords.js'
export { fractionCurve, type Repetition, type Share, sigmaList } from './list-codecs.js'
export {
  type DeviceName,
  deviceNames,
  encodings,
  guidanceNames,
  precisions,
  profileNames,
  windowBlends,
} from './names.js'
export { BITS, Recipe, type RecipeFields, recipeJson, Task } from './recipe.js'
export { maxThreads } from './sampling-fields.js'
export { nearest } from './suggestion.js'
export { taskFields } from './task-fields.js'
export {
  type EditOptions,
  type ExtendOptions,
  edit,
  extend,
  generate,
  type InpaintOptions,
  inpaint,
  type LoopOptions,
  loop,
  regionsOf,
  restyle,
  type VaryOptions,
  vary,
} from './tasks.js'
export { fieldWords, walkWords } from './words/index.js'
export { usualStrength } from './words/task-words.js'
