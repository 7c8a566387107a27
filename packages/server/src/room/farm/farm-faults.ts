import { describeFarmError, type FarmError } from '@sigmastream/farm'
import { type Fault, fault } from '@sigmastream/render-thread/wire'

/** Whether a farm may only be away for a while, or full: what it did not take it is asked again. */
export const isAway = ({ _tag }: FarmError): boolean =>
  _tag === 'EngineUnreachable' || _tag === 'StoreUnreachable' || _tag === 'StoreFull'

/** What a farm failed at, as a fault of the render that is waited for, or that failed by it. */
export const fromFarmError = (error: FarmError): Fault =>
  isAway(error)
    ? fault(
        'farm-away',
        `the farm does not answer: ${describeFarmError(error)}`,
        'wait: the render goes on when it answers again',
      )
    : fault('farm-failed', `the farm failed: ${describeFarmError(error)}`, 'see to that, and run it again')

/** What a farm cannot do with a render that it makes. */
export const notSteered: Fault = fault(
  'made-by-farm',
  'the farm makes this render, and there it cannot be paused or slowed',
  'let it run, cancel it, or start the studio without --farm',
)

/** What is to be known of a render that goes on from another: a farm has no frames of that. */
export const madeAnew =
  'the farm has no steps of the take that it goes on from, so it is made from its start: the same sound, later'
