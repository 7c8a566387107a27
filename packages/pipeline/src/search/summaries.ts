import type { Frame } from '@sigmastream/core'
import type { Fork, Lineage } from '@sigmastream/core/noise'
import { forksText } from '../recipe/forks.js'
import { noFrames, type RunSummary, withFrame } from '../run-summary.js'

const keyOf = (forks: readonly Fork[]): string => forksText(forks)

/** What the steps of each take came to; a fork begins with that of its take, as it was at the checkpoint. */
interface Summaries {
  readonly add: (lineage: Lineage, frame: Frame) => void
  readonly keep: (lineages: readonly Lineage[]) => void
  readonly of: (lineage: Lineage) => RunSummary
}

/** Nothing yet. */
export const summaries = (): Summaries => {
  const now = new Map<string, RunSummary>()
  let atCheckpoint: ReadonlyMap<string, RunSummary> = new Map()
  return {
    add: (lineage, frame) => {
      const before = now.get(keyOf(lineage)) ?? atCheckpoint.get(keyOf(lineage.slice(0, -1))) ?? noFrames
      now.set(keyOf(lineage), withFrame(before, frame))
    },
    keep: (lineages) => {
      const kept = new Set(lineages.map(keyOf))
      for (const key of now.keys()) if (!kept.has(key)) now.delete(key)
      atCheckpoint = new Map(now)
    },
    of: (lineage) => now.get(keyOf(lineage)) ?? noFrames,
  }
}
