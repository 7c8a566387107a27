import type { News, SteerState, WorkThread } from '@sigmastream/render-thread'
import { type Fault, ResultFile } from '@sigmastream/render-thread/wire'
import { either as E } from 'fp-ts'
import type { Entry, Run } from './entry.js'
import type { Ledger } from './ledger.js'
import { placeRecipe, type Shelf, toldRecipe } from './material-of.js'
import type { Teller } from './teller.js'

/** A run on a thread, and how it is steered. */
export interface ThreadRun extends Run {
  readonly of: Entry
  readonly thread: WorkThread
  steering: SteerState
}

/** A run that is neither held nor slowed. */
export const usualSteering: SteerState = { paused: false, pace: 0 }

/** Tells on what a thread says of a run, as long as that is the run of its render. */
const hear =
  (run: ThreadRun, { prepared, stepped }: Teller) =>
  (news: News): void => {
    const { of, thread } = run
    if (of.run !== run) return
    switch (news._tag) {
      case 'Prepared':
        if (run.steering !== usualSteering) thread.steer(run.steering) // what was said before it began was not heard
        return prepared(of, news)
      case 'Step':
        return stepped(of, news)
      case 'Preview': {
        const href = `/v1/renders/${of.note.id}/previews/${news.index}`
        return of.log.add({ event: 'preview', data: { index: news.index, href } })
      }
    }
  }

/** Makes a render on the thread of its run: what it came to; `null` where it was left. */
export const makeOnThread = async (
  run: ThreadRun,
  { folderOf, measure }: Ledger,
  shelf: Shelf,
  teller: Teller,
): Promise<E.Either<Fault, ResultFile> | null> => {
  const { of, thread } = run
  const { id, recipe, whole } = of.note
  const placed = placeRecipe(shelf, whole ?? recipe)
  const made = E.isLeft(placed)
    ? placed
    : await thread.run(
        {
          _tag: 'Render',
          recipe: toldRecipe(shelf, placed.right.recipe),
          material: placed.right.material,
          folder: folderOf(id),
          from: of.from,
          every: null,
          previews: null,
          picture: true,
        },
        ResultFile,
        hear(run, teller),
        run.abort.signal,
      )
  await measure(id)
  return of.run === run ? made : null
}
