import type { ModelKeeper } from './model-keeper.js'
import type { News } from './protocol.js'
import type { Helm } from './steer.js'

/** What an errand is done with: where its news go, what steers it, what ends it, and who keeps its model. */
export interface Errands {
  readonly tell: (news: News) => void
  readonly helm: Helm
  readonly signal: AbortSignal
  readonly models: ModelKeeper
  readonly now: () => number
}
