import type { Plan } from '@sigmastream/core'
import { andThen, probe } from '@sigmastream/core'
import { lastValueFrom, type Observable, toArray } from 'rxjs'
import { withStep } from './record.js'

/** Everything that a stream emits. Rejects where it fails. */
export const emissionsOf = <A>(stream: Observable<A>): Promise<readonly A[]> => lastValueFrom(stream.pipe(toArray()))

// What Node and browsers share of it; TypeScript knows each with the whole of its own types.
declare const MessageChannel: new () => {
  readonly port1: EventTarget & { readonly start: () => void; readonly close: () => void }
  readonly port2: { readonly postMessage: (message: null) => void }
}

// A message to oneself comes in a later turn of the event loop, in Node and in browsers, and no timer holds it up.
const turn = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    const arrived = (): void => {
      port1.close()
      resolve()
    }
    port1.addEventListener('message', arrived, { once: true })
    port1.start()
    port2.postMessage(null)
  })

/**
 * Lets everything run that can: what happens after this waits for somebody. A run that was kept from the processor lets
 * the loop have its turn before a stage and before a call; so it may take some turns more until what is `expected`.
 */
export const settleTurns = async (expected: () => boolean = () => true): Promise<void> => {
  for (let turns = 0; turns < 3 || (turns < 50 && !expected()); turns++) await turn()
}

/** The plan, and how many of its intervals have started. */
export const countStarts = (plan: Plan): { readonly plan: Plan; readonly started: () => number } => {
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
