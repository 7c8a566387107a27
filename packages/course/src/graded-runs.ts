import type { PaintWindow, Region } from '@sigmastream/core'

/** The questions of the notebook, in its order. */
export const courseQuestions = ['Q1', 'Q2', 'Q3', 'Q4', 'Q5'] as const

/** The name of a question. */
export type CourseQuestion = (typeof courseQuestions)[number]

/**
 * What a run makes. `reference` is a file of the course without its extension, `region` what is made anew, in seconds,
 * `strength` 1 for the reference itself and 0 to ignore it.
 */
export type CourseTask =
  | { readonly _tag: 'Sample' }
  | {
      readonly _tag: 'Inpaint'
      readonly reference: string
      readonly region: Region
      readonly window: PaintWindow | null
    }
  | { readonly _tag: 'StyleTransfer'; readonly reference: string; readonly strength: number }

/** One run of the model in the notebook. Its name is that of its answer: question, dot, place from 0. */
export interface CourseRun {
  readonly name: string
  readonly question: CourseQuestion
  readonly prompt: string
  readonly task: CourseTask
}

/** A mask of question 2: 1 on a region, in seconds. */
export interface CourseMask {
  readonly name: string
  readonly region: Region
}

const prompts = [
  '128 BPM electronic drum loop',
  '176 bpm drum-n-bass break',
  'water',
  'a sports car passing by',
  'vibrant synth arpeggio, C minor',
  'glitchy sub bass patch, I made it in Serum',
] as const

const regionOf = (from: number, to: number): Region => ({ from, to })
const regions = [regionOf(0, 1), regionOf(0, 2), regionOf(0, 3), regionOf(2, 3), regionOf(3, 4), regionOf(2, 5)]

const paintWindow = (start: number, end: number): PaintWindow => ({ start, end })
const windows = [
  paintWindow(0, 25),
  paintWindow(0, 20),
  paintWindow(0, 15),
  paintWindow(0, 35),
  paintWindow(10, 35),
  paintWindow(15, 50),
]

const strengths = [0.1, 0.3, 0.4, 0.6, 0.45, 0.9]

const transferPrompts = [...prompts.slice(-1), ...prompts.slice(0, -1)]

const referenceOf = (item: number): string => `references/${item}`

const runsOfQuestion = (
  name: CourseQuestion,
  ofPrompts: readonly string[],
  taskOf: (item: number) => CourseTask,
): readonly CourseRun[] =>
  ofPrompts.map((prompt, item) => ({ name: `${name}.${item}`, question: name, prompt, task: taskOf(item) }))

// Below, item counts the six prompts, and every list has six.
const inpaintOf = (item: number, window: PaintWindow | null): CourseTask => ({
  _tag: 'Inpaint',
  reference: referenceOf(item),
  region: regions[item]!,
  window,
})

/**
 * The 24 runs that are graded, in the notebook's order, which is that of its random draws. Source: `runner.ipynb` of
 * ZacharyNovack/sat-253.
 */
export const gradedRuns: readonly CourseRun[] = [
  ...runsOfQuestion('Q1', prompts, () => ({ _tag: 'Sample' })),
  ...runsOfQuestion('Q3', prompts, (item) => inpaintOf(item, null)),
  ...runsOfQuestion('Q4', prompts, (item) => inpaintOf(item, windows[item]!)),
  ...runsOfQuestion('Q5', transferPrompts, (item) => ({
    _tag: 'StyleTransfer',
    reference: referenceOf(item),
    strength: strengths[item]!,
  })),
]

/** The six masks that are graded. Source: as `gradedRuns`. */
export const gradedMasks: readonly CourseMask[] = regions.map((of, item) => ({ name: `Q2.${item}`, region: of }))
