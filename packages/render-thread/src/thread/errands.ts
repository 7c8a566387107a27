import type { News } from './protocol.js'
import type { Helm } from './steer.js'

/** What an errand is done with: where its news go, what steers it, and what ends it. */
export interface Errands {
  readonly tell: (news: News) => void
  readonly helm: Helm
  readonly signal: AbortSignal
  readonly now: () => number
}
