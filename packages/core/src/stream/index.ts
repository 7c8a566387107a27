/** Runs as RxJS streams: observe, pace, pipe, search. @module */
export type { ScoredTake } from '../run/search-takes.js'
export { type FramesOptions, frames } from './frames.js'
export { type At, operator } from './operator.js'
export { type Preview, type PreviewOptions, previews } from './previews.js'
export { sampling } from './sampling.js'
export {
  type SearchEvent,
  type SearchOptions,
  type SearchRound,
  type SearchStep,
  search,
} from './search.js'
