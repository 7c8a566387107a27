/** Recipes as JSON: their codec, their fields, and the names that those may have. @module */
export { maxSteps, mostItems, noiseNames, type ScheduleName, scheduleNames } from '../sampling.js'
export {
  type Codec,
  duration,
  finite,
  fraction,
  isTime,
  lengthInSeconds,
  nearest,
  numberWith,
  oneOf,
  positive,
  prompt,
  type Share,
  seconds,
  sigmaLevel,
  wholeNumber,
} from './codecs.js'
export { faultOf } from './fault.js'
export { type DeviceName, deviceNames, encodings, precisions, profileNames } from './names.js'
export {
  askedFields,
  BITS,
  generate,
  type InpaintOptions,
  inpaint,
  isEmbedded,
  maxThreads,
  Recipe,
  type RecipeFields,
  recipeJson,
  regionsOf,
  restyle,
  Task,
  taskFields,
  type VaryOptions,
  vary,
} from './recipe.js'
