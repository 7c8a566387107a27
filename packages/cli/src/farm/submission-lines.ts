import type { Submission } from '@sigmastream/farm'
import { shortId } from './list-names.js'

const countText = (count: number, words: string): readonly string[] => (count === 0 ? [] : [`${count} ${words}`])

/** What became of a list that was sent, in a line. */
export const submissionLine = ({ list, added, present, done }: Submission): string => {
  const of = list.jobs.length
  const parts = [
    ...countText(added.length, 'sent'),
    ...countText(present.length, 'there before'),
    ...countText(done.length, 'done already'),
  ]
  return `list ${shortId(list.id)}: ${of} ${of === 1 ? 'result' : 'results'}, ${parts.join(', ')}`
}

/** The same for programs. */
export const submissionJson = ({ list, added, present, done }: Submission): Readonly<Record<string, unknown>> => ({
  list: list.id,
  submitter: list.submitter,
  jobs: list.jobs,
  added,
  present,
  done,
})
