import type { Job } from './job.js'
import { field, showNumber, type Words, words } from './words.js'

/** What a schedule was asked for; `null` where it was told no level, or has its own. */
interface AskedSchedule {
  readonly schedule: string
  readonly steps: number
  readonly sigmaMax?: number | null
}

const another = words`give another ${field('schedule')}, such as beta`

/** What `sigmas` have of what was asked for and what not, a sentence each: fewer steps, a start that is lower, said of `highest`. */
export const scheduleNotes = (
  { schedule, steps, sigmaMax = null }: AskedSchedule,
  sigmas: readonly number[],
  highest: 'sigmaMax' | 'noiseLevel' = 'sigmaMax',
): readonly Words[] => {
  const given = sigmas.length - 1
  const [first = 0] = sigmas
  return [
    ...(given < steps
      ? [
          [
            ...words`${field('schedule')} ${schedule} gives ${given} of the ${steps} steps: the others fall together at its highest and lowest sigma; for all of them, `,
            ...another,
          ],
        ]
      : []),
    ...(sigmaMax !== null && showNumber(first) !== showNumber(sigmaMax) && first < sigmaMax
      ? [
          [
            ...words`${field('schedule')} ${schedule} begins at sigma ${showNumber(first)}, below ${field(highest)} ${showNumber(sigmaMax)}: its ends are its own; to begin there, `,
            ...another,
          ],
        ]
      : []),
  ]
}

/** The sigmas of a list that a sampler with steps of its own does not go by. */
const unusedNotes = ({ recipe, plan, sigmas }: Job): readonly Words[] => {
  const levels = sigmas.filter((sigma) => sigma > 0)
  const [highest, lowest, between] = [levels[0], levels.at(-1), levels.length - 2]
  return plan.step.ownIntervals === undefined ||
    recipe.sigmas === undefined ||
    between < 1 ||
    highest === undefined ||
    lowest === undefined
    ? []
    : [
        words`${field('sampler')} ${recipe.sampler} takes steps of its own from sigma ${showNumber(highest)} to ${showNumber(lowest)}: of ${field('sigmas')} it leaves out ${between === 1 ? 'the one' : `the ${between}`} between; give another ${field('sampler')} to go down the whole list`,
      ]
}

/** What of the noise levels of a job is other than its recipe asks, a sentence each. */
export const levelNotes = (job: Job): readonly Words[] => [
  ...scheduleNotes(job.recipe, job.sigmas, job.recipe.command === 'vary' ? 'noiseLevel' : 'sigmaMax'),
  ...unusedNotes(job),
]
