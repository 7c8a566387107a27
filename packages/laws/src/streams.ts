import type { Plan } from '@sigmastream/core'
import { andThen, probe } from '@sigmastream/core'
import { lastValueFrom, type Observable, toArray } from 'rxjs'
import { withStep } from './record.js'

/** Everything that a stream emits. Rejects where it fails. */
export const emitted = <A>(stream: Observable<A>): Promise<readonly A[]> => lastValueFrom(stream.pipe(toArray()))

/** Lets everything run that can: what happens after this waits for somebody. */
export const quiet = async (): Promise<void> => {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
}

/** The plan, and how many of its intervals have started. */
export const counting = (plan: Plan): { readonly plan: Plan; readonly started: () => number } => {
  let count = 0
  return {
    plan: withStep(plan, (step) =>
      andThen(
        probe('started', () => (count += 1)),
        step,
      ),
    ),
    started: () => count,
  }
}
