/** The thread on which a recipe is rendered into a folder, what it is asked and what it tells. @module */
export { filesOf, type RenderFiles } from './files/render-files.js'
export type { Errand, FrameSource, Material, NamedFile, News, SteerState } from './thread/protocol.js'
export { nameOfResult } from './thread/result-name.js'
export { type WorkThread, workThread } from './thread/work-thread.js'
