import { materialWords } from './material-words.js'
import { samplingWords } from './sampling-words.js'
import { stableAudioWords } from './stable-audio-words.js'
import { taskWords } from './task-words.js'

export { walkWords } from './sampling-words.js'

/** What every field of a recipe is to a musician: the one place for it, read by help and by the schema of recipes. */
export const fieldWords = { ...materialWords, ...taskWords, ...stableAudioWords, ...samplingWords }
