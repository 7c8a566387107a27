import type { Job } from '../job.js'
import type { UnheardText } from '../model.js'
import { scaleIn, scalePointsIn } from '../recipe/guidance-scale.js'
import { levelNotes } from '../schedule-notes.js'
import { type NameOf, showNumber, textOf } from '../words.js'

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
const curveLines = ({ recipe: { cfg, seconds } }: Job, nameOf: NameOf): readonly string[] => {
  if (typeof cfg !== 'string' || seconds === undefined) return []
  const points = scalePointsIn(cfg)
  const beyond = points?.by === 'second' ? points.points.filter(([at]) => at > seconds) : []
  const [first] = beyond
  if (points === null || first === undefined) return []
  const from = `${showNumber(first[0])} s`
  const which = beyond.length === 1 ? `the point at ${from} is` : `${beyond.length} points, the first at ${from}, are`
  return [
    `${nameOf('cfg')}: ${which} beyond the end of the sound at ${showNumber(seconds)} s, where the scale is ${showNumber(scaleIn(points, seconds))}`,
  ]
}

/** That an edit is asked for that changes nothing; one line, or none. */
const idleLines = ({ recipe }: Job, nameOf: NameOf): readonly string[] =>
  recipe.command === 'edit' &&
  recipe.fromPrompt === recipe.prompt &&
  recipe.fromCfg === null &&
  recipe.otherPrompt === undefined
    ? [`${nameOf('fromPrompt')} and ${nameOf('prompt')} are the same, so nothing will be changed`]
    : []

/** What is to be known of a job before it runs, a line each; `nameOf` says how fields are written. */
export const jobNotes = (job: Job, nameOf: NameOf = (name) => name): readonly string[] => [
  ...idleLines(job, nameOf),
  ...unheardLines(job),
  ...curveLines(job, nameOf),
  ...levelNotes(job).map((sentence) => textOf(sentence, nameOf)),
]
