import { forkFields, wholeNumber } from '@sigmastream/pipeline/recipe'
import * as t from 'io-ts'

/** A render that goes on otherwise from another: after `at` steps of it, and with what is another from there on. */
export const ForkRequest = t.intersection([t.type({ at: wholeNumber(1) }), t.partial(forkFields)])

/** See the codec of the same name. */
export type ForkRequest = Readonly<t.TypeOf<typeof ForkRequest>>

/** A render that ends where another is, or was after `at` steps: then the next step goes to 0. */
export const StopRequest = t.partial({ at: wholeNumber(1) })

/** See the codec of the same name. */
export type StopRequest = Readonly<t.TypeOf<typeof StopRequest>>
