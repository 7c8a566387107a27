import type { Comparison } from './comparison.js'
import { isNotOffered, type NotOffered, notOfferedIn } from './not-offered.js'

/** What a recording came to: every comparison, and the names of what it holds that nothing here was compared with. */
export interface Report {
  readonly comparisons: readonly Comparison[]
  readonly unknown: readonly string[]
}

/** What a folder of recordings came to: what is not offered here on purpose is counted apart from what is not known. */
export interface FolderReport extends Report {
  readonly notOffered: readonly NotOffered[]
}

/** Several reports as one, in order. */
export const joinReports = (reports: readonly Report[]): Report => ({
  comparisons: reports.flatMap(({ comparisons }) => comparisons),
  unknown: reports.flatMap(({ unknown }) => unknown),
})

/** The report of a folder, of those of its recordings. */
export const folderReport = (reports: readonly Report[]): FolderReport => {
  const { comparisons, unknown } = joinReports(reports)
  return { comparisons, unknown: unknown.filter((name) => !isNotOffered(name)), notOffered: notOfferedIn(unknown) }
}
