import type { Job } from '@sigmastream/pipeline'
import { withPlaceText } from '../errors.js'
import type { Line } from './target.js'

/** The most of a text that a note shows. */
const mostLetters = 240

const shown = (text: string): string => {
  const letters = [...text]
  return JSON.stringify(letters.length > mostLetters ? `${letters.slice(0, mostLetters).join('')} ...` : text)
}

/** What of the texts of a job the model does not hear, a line each. */
export const unheardLines = ({ piece: { unheard = [] } }: Job): readonly string[] =>
  unheard.map(
    ({ of, tokens, counted, words }) =>
      `the ${of === 'prompt' ? 'prompt' : 'negative prompt'} has ${tokens} tokens, and the model hears ${counted} of them: ` +
      `it does not hear ${shown(words)}`,
  )

/** What is to be known before the runs begin, each once, a line each. */
export const notesOf = (jobs: readonly Job[], lines: readonly Line[]): readonly string[] => [
  ...new Set(
    jobs.flatMap((job) => unheardLines(job).map((text) => withPlaceText(lines[job.place]?.where ?? null, text))),
  ),
]
