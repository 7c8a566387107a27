import { option as O } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { DeadLetter } from '../../job/dead-letter.js'
import { openEntry, readText } from './entry.js'

/** A dead letter without its job, which lies beside it in the queue. */
const Envelope = t.type({
  fault: DeadLetter.props.fault,
  deliveries: DeadLetter.props.deliveries,
  worker: DeadLetter.props.worker,
  at: DeadLetter.props.at,
})

/** What BullMQ keeps as the reason why a job failed. */
export const reasonOf = (letter: DeadLetter): string => JSON.stringify(Envelope.encode(letter))

/** The dead letter of a failed job; nothing where this version did not write it. */
export const letterOf = (data: unknown, reason: string): O.Option<DeadLetter> =>
  pipe(
    O.Do,
    O.bind('envelope', () => readText(reason, Envelope)),
    O.bind('open', () => openEntry(data)),
    O.map(({ envelope, open }) => ({ ...envelope, job: open.job })),
  )
