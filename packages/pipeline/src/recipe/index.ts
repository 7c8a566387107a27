/** Recipes as JSON: their codec, their fields, and the names that those may have. @module */
export { maxSteps, mostItems, noiseNames, type ScheduleName, scheduleNames } from '../sampling.js'
export * from './codecs.js'
export { nearest } from './codecs.js'
export { type DeviceName, deviceNames, encodings, precisions, profileNames, references, samplerNames } from './names.js'
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
