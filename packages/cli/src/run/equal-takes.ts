import { createHash } from 'node:crypto'
import { isEmbedded, type Take } from '@sigmastream/pipeline'
import type { Outcome } from '../io.js'
import type { Run } from './run.js'

/** The bits of a latent in a few characters. */
const digestOf = ({ latent: { data } }: Take): string => createHash('sha256').update(data.slice()).digest('hex')

const causeOf = ({ job: { recipe } }: Run): string =>
  isEmbedded(recipe) && recipe.command === 'inpaint'
    ? '; one place in what is learnt fits far better than all others'
    : ''

/** What a run says, and that it came to the same as an earlier one with another seed, where it did. */
export type EqualityNote = (run: Run, take: Take, outcome: Outcome) => Outcome

/** Compares the runs that are made one after the other, where there are several. */
export const equalityNote = (several: boolean): EqualityNote => {
  const earlier = new Map<string, Run>()
  return (run, take, outcome) => {
    if (!several) return outcome
    const digest = digestOf(take)
    const same = earlier.get(digest)
    if (same === undefined || same.job.recipe.seed === run.job.recipe.seed) {
      earlier.set(digest, same ?? run)
      return outcome
    }
    const { target, job } = same
    return {
      ...outcome,
      lines: [...outcome.lines, `the same as ${target.path}, seed ${job.recipe.seed}, bit for bit${causeOf(run)}`],
      json: { ...outcome.json, equalTo: target.path },
    }
  }
}
