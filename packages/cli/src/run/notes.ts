import { type Job, levelNotes, showNumber, textOf, type UnheardText } from '@sigmastream/pipeline'
import { scaleIn, scalePointsIn } from '@sigmastream/pipeline/recipe'
import { withPlaceText } from '../errors.js'
import { optionName } from '../options/option-name.js'
import type { Line } from './target.js'

/** How much of the beginning and of the end of a long text a note shows. */
const [head, tail] = [160, 80]

const quote = (text: string): string => {
  const letters = [...text]
  return JSON.stringify(
    letters.length > head + tail ? `${letters.slice(0, head).join('')} ... ${letters.slice(-tail).join('')}` : text,
  )
}

const textNames: Readonly<Record<UnheardText['of'], string>> = {
  prompt: 'prompt',
  otherPrompt: 'second prompt',
  fromPrompt: 'prompt of what is heard',
  negative: 'negative prompt',
}

/** What of the texts of a job the model does not hear, a line each. */
const unheardLines = ({ piece: { unheard = [] } }: Job): readonly string[] =>
  unheard.map(
    ({ of, tokens, counted, words }) =>
      `the ${textNames[of]} has ${tokens} tokens, and the model hears ${counted} of them: ` +
      `it does not hear ${quote(words)}`,
  )

/** That a curve of guidance goes on beyond the end of the sound; one line, or none. */
const curveLines = ({ recipe: { cfg, seconds } }: Job): readonly string[] => {
  if (typeof cfg !== 'string' || seconds === undefined) return []
  const points = scalePointsIn(cfg)
  const beyond = points?.by === 'second' ? points.points.filter(([at]) => at > seconds) : []
  const [first] = beyond
  if (points === null || first === undefined) return []
  const from = `${showNumber(first[0])} s`
  const which = beyond.length === 1 ? `the point at ${from} is` : `${beyond.length} points, the first at ${from}, are`
  return [
    `--cfg: ${which} beyond the end of the sound at ${showNumber(seconds)} s, where the scale is ${showNumber(scaleIn(points, seconds))}`,
  ]
}

/** That an edit is asked for that changes nothing; one line, or none. */
const idleLines = ({ recipe }: Job): readonly string[] =>
  recipe.command === 'edit' &&
  recipe.fromPrompt === recipe.prompt &&
  recipe.fromCfg === null &&
  recipe.otherPrompt === undefined
    ? ['--from-prompt and --prompt are the same, so nothing will be changed']
    : []

/** What is to be known of a job before it runs, a line each. */
export const jobLines = (job: Job): readonly string[] => [
  ...idleLines(job),
  ...unheardLines(job),
  ...curveLines(job),
  ...levelNotes(job).map((sentence) => textOf(sentence, optionName)),
]

/** What is to be known before the runs begin, each once, a line each. */
export const notesOf = (jobs: readonly Job[], lines: readonly Line[]): readonly string[] => [
  ...new Set(jobs.flatMap((job) => jobLines(job).map((text) => withPlaceText(lines[job.place]?.where ?? null, text)))),
]
