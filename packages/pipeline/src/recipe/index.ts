/** Recipes as JSON: their codec, their fields, and the names that those may have. @module */
export { mostItems, noiseNames } from '../noise.js'
export { maxSteps, type ScheduleName, scheduleNames } from '../schedule.js'
export * from './codecs.js'
export { type DeviceName, deviceNames, encodings, precisions, profileNames, references, samplerNames } from './names.js'
export { nearest } from './nearest.js'
export {
  askedFields,
  BITS,
  decodeRecipe,
  embedded,
  faultOf,
  generate,
  type InpaintOptions,
  inpaint,
  isEmbedded,
  maxThreads,
  Recipe,
  type RecipeFault,
  type RecipeFields,
  recipeJson,
  recipeOf,
  regionsOf,
  restyle,
  Task,
  taskFields,
  vary,
} from './recipe.js'
