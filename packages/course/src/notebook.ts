import { type CourseMask, type CourseRun, gradedMasks, gradedRuns } from './graded-runs.js'

/** Runs and masks that belong together: those that are graded, or those of the notebook's own tests. */
export interface Notebook {
  readonly runs: readonly CourseRun[]
  readonly masks: readonly CourseMask[]
}

/** What is graded. */
export const gradedNotebook: Notebook = { runs: gradedRuns, masks: gradedMasks }
