import type { CourseMask, CourseRun, CourseTask } from './graded-runs.js'

const jazz = 'lo-fi jazz piano in a rainy cafe'
const ambient = 'deep ambient wash with ocean sounds'

/**
 * The first three seconds: the notebook computes another mask for its second test of question 4, and does not use it.
 */
const testRegion = { from: 0, to: 3 }

const inpaintTask = (item: number, start?: number, end?: number): CourseTask => ({
  _tag: 'Inpaint',
  reference: `q1_${item}`,
  region: testRegion,
  window: start === undefined || end === undefined ? null : { start, end },
})

const transferTask = (item: number, strength: number): CourseTask => ({
  _tag: 'StyleTransfer',
  reference: `q1_${item}`,
  strength,
})

/**
 * The eight runs by which the notebook lets its reader test an implementation, against files of one tensor: what `Q3.1`
 * makes is compared with `q3_1.pt`. References are the expected answers of question 1. Source: `homework4_stub.ipynb`
 * of ZacharyNovack/sat-253.
 */
export const notebookTests: readonly CourseRun[] = [
  { name: 'Q1.0', question: 'Q1', prompt: jazz, task: { _tag: 'Sample' } },
  { name: 'Q1.1', question: 'Q1', prompt: ambient, task: { _tag: 'Sample' } },
  { name: 'Q3.0', question: 'Q3', prompt: jazz, task: inpaintTask(0) },
  { name: 'Q3.1', question: 'Q3', prompt: ambient, task: inpaintTask(1) },
  { name: 'Q4.0', question: 'Q4', prompt: jazz, task: inpaintTask(0, 0, 20) },
  { name: 'Q4.1', question: 'Q4', prompt: ambient, task: inpaintTask(1, 15, 45) },
  { name: 'Q5.0', question: 'Q5', prompt: ambient, task: transferTask(0, 0.2) },
  { name: 'Q5.1', question: 'Q5', prompt: jazz, task: transferTask(1, 0.5) },
]

/** The masks that it tests: `q2_0.pt` and `q2_1.pt` each hold all six. Source: as `notebookTests`. */
export const notebookMasks: readonly CourseMask[] = (
  [
    [0, 4],
    [1, 2],
    [1.5, 3],
    [2, 4],
    [1, 4],
    [0, 5],
  ] as const
).map(([from, to], item) => ({ name: `Q2.${item}`, region: { from, to } }))
