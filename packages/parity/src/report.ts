import type { Comparison } from './comparison.js'

/** What a folder of recorded outputs came to: every comparison, and what it holds that this version does not know. */
export interface Report {
  readonly comparisons: readonly Comparison[]
  readonly unknown: readonly string[]
}

/** Several reports as one, in order. */
export const joinReports = (reports: readonly Report[]): Report => ({
  comparisons: reports.flatMap(({ comparisons }) => comparisons),
  unknown: reports.flatMap(({ unknown }) => unknown),
})
