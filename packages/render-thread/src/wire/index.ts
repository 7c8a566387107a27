/** What a thread that renders tells and answers, as codecs that need nothing of Node. @module */
export { Checkpoint } from './checkpoint.js'
export { Explanation } from './explanation.js'
export { Fault, fault } from './fault.js'
export { PreparedRender } from './prepared-render.js'
export { PreparedEvent, StepEvent } from './progress.js'
export { ResultFile } from './result-file.js'
export { SoundFacts } from './sound-facts.js'
