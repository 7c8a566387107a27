/** What a program of its own needs of Stable Audio Open beside `stableAudio`: its errors, its devices, its sounds. @module */
export { chosenDevice } from './device.js'
export { fromNetworkError, fromStableAudioError, withAdvice } from './errors.js'
export { memoryBudget } from './memory.js'
export { audioOf } from './waveform.js'
export { checkSeconds } from './work.js'
