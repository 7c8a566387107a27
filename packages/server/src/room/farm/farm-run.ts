import { type FarmError, isLast, type JobEvent, lookAtJobs, retryJobs, submitJobs } from '@sigmastream/farm'
import { type Fault, fault, type ResultFile } from '@sigmastream/render-thread/wire'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Entry } from '../entry.js'
import type { Shelf } from '../material-of.js'
import type { Teller } from '../teller.js'
import { type Bell, bellOn } from './bell.js'
import { fromFarmError, isAway, madeAnew } from './farm-faults.js'
import { stepNews } from './farm-progress.js'
import type { FarmSettings } from './farm-settings.js'
import { fetchResult, lookIntoResult } from './fetch-result.js'
import { type OrderedJob, orderedJob } from './ordered-job.js'

/** Milliseconds between looks at what no message has told of: messages may be lost. */
const patience = 5000

/** What a render came to at a farm; `null` where nobody waits for it any more. */
export type Outcome = E.Either<Fault, ResultFile> | 'cancelled' | null

/** A render that is followed at a farm, and who hears what becomes of it. */
export interface FollowedRender {
  readonly of: Entry
  readonly folder: string
  readonly shelf: Shelf
  /** Ends the following, and nothing at the farm. */
  readonly signal: AbortSignal
  /** Whether its job may still be there as one that this studio has cancelled: then it is sent again. */
  readonly wasCancelled: boolean
  /** Whether it was begun by an earlier process. */
  readonly isResumed: boolean
  readonly teller: Pick<Teller, 'enter' | 'place' | 'prepared' | 'stepped'>
  /** A worker has it. */
  readonly begun: () => void
  /** Its job, before it is sent. */
  readonly sending: (job: OrderedJob) => void
}

/** Asks a farm until it answers: that it does not is told of the render, which waits. `null` where nobody waits any more. */
const insist = async <A>(
  ask: TE.TaskEither<FarmError, A>,
  { of, signal, teller }: Pick<FollowedRender, 'of' | 'signal' | 'teller'>,
  bell: Bell,
): Promise<E.Either<Fault, A> | null> => {
  const hold = (error: Fault | null): void => {
    if (of.note.error?.code === error?.code) return
    of.note = { ...of.note, error }
    void teller.enter(of, of.note.state)
  }
  for (;;) {
    const answer = await ask()
    if (signal.aborted) return null
    if (E.isRight(answer)) {
      hold(null)
      return answer
    }
    const error = fromFarmError(answer.left)
    if (!isAway(answer.left)) return E.left(error)
    hold(error)
    await bell.heard(patience)
    if (signal.aborted) return null
  }
}

/** Sends a job until it is there; one that was given up earlier is tried again where somebody asks for it anew. */
const send = (
  { named }: OrderedJob,
  { farm, submitter, clock }: FarmSettings,
  isResumed: boolean,
): TE.TaskEither<FarmError, void> => {
  const { id } = named.job
  return async () => {
    const sent = await submitJobs(farm, [named], { submitter, at: clock.now() })()
    if (E.isLeft(sent)) return sent
    if (isResumed || !sent.right.present.includes(id)) return E.right(undefined)
    const retried = await retryJobs(farm, ({ job }) => job.id === id && job.lane.submitter === submitter, clock.now())()
    return E.isLeft(retried) ? retried : E.right(undefined)
  }
}

/**
 * Has a render made by a farm: sends its job, tells what becomes of it, and fetches its result. A farm that does not answer
 * is waited for. Messages make it prompt; what they do not tell is looked for.
 */
export const followAtFarm = async (render: FollowedRender, settings: FarmSettings): Promise<Outcome> => {
  const { of, folder, shelf, signal, teller, begun, isResumed } = render
  const { farm, submitter, errands, clock } = settings
  const bell = bellOn(clock)
  signal.addEventListener('abort', bell.ring, { once: true })
  const ordered = await orderedJob(of.note, shelf, settings, signal)()
  if (signal.aborted) return null
  if (E.isLeft(ordered)) return ordered
  const { named, checked } = ordered.right
  const { id } = named.job
  const { notes } = checked.prepared
  const data = { ...checked.prepared, notes: of.note.parent === null ? notes : [...notes, madeAnew] }
  teller.prepared(of, { whole: checked.whole, data })
  render.sending(ordered.right)

  let isCancelled = false
  const hear = (event: JobEvent): void => {
    if (signal.aborted) return
    // others may have sent the same, and cancel it for themselves alone, or go on with it
    if ((event._tag === 'Cancelled' || event._tag === 'Waiting') && event.submitter === submitter)
      isCancelled = event._tag === 'Cancelled'
    if (isLast(event, submitter)) return bell.ring()
    if (isCancelled) return
    if (event._tag === 'Running' || event._tag === 'Step') begun()
    if (event._tag === 'Step') teller.stepped(of, stepNews(data, event))
  }

  /** Whether a job that was cancelled is there for others alone. */
  const isOthers = pipe(
    farm.engine.lanesOf(id),
    TE.map((lanes) => lanes.every((lane) => lane.submitter !== submitter)),
  )
  const look = lookAtJobs(farm, submitter)
  let mayBeSentAgain = render.wasCancelled
  for (;;) {
    const sent = await insist(send(ordered.right, settings, isResumed), render, bell)
    if (sent === null || E.isLeft(sent)) return sent
    // an engine that is lost is found lost at the next look
    const listening = farm.engine.events(id).subscribe({ next: hear, error: bell.ring })
    try {
      for (let missed = 0; missed < 2; ) {
        const seen = await insist(look([id]), render, bell)
        if (seen === null || E.isLeft(seen)) return seen
        const state = seen.right.get(id)
        if (state?._tag === 'Done') {
          const fetched = await insist(fetchResult(settings, state.note, folder), render, bell)
          if (fetched === null || E.isLeft(fetched)) return fetched
          const made = await lookIntoResult(checked, state.note, folder, shelf, errands)()
          return signal.aborted ? null : made
        }
        if (state?._tag === 'Dead') return E.left(fault(state.fault.code, state.fault.message, state.fault.right))
        const others = isCancelled ? await insist(isOthers, render, bell) : E.right(false)
        if (others === null || E.isLeft(others)) return others
        if (others.right) break
        if (state?._tag === 'Running') begun()
        missed = state?._tag === 'Gone' ? missed + 1 : 0
        await bell.heard(missed === 1 ? soon : patience)
        if (signal.aborted) return null
      }
    } finally {
      listening.unsubscribe()
    }
    // an engine that knows nothing of it, and has not told that it was cancelled, has forgotten it
    if (isCancelled && !mayBeSentAgain) return 'cancelled'
    if (isCancelled) mayBeSentAgain = false
    isCancelled = false
  }
}

/** Milliseconds until one is looked for again that was nowhere: it may have been on its way. */
const soon = 500
