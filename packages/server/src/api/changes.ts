import { forkFields, wholeNumber, withAbout } from '@sigmastream/pipeline/recipe'
import * as t from 'io-ts'

/** A render that goes on otherwise from another: after `at` steps of it, and with what is another from there on. */
export const ForkRequest = t.intersection([
  t.type(
    withAbout(
      { at: wholeNumber(1) },
      {
        at: 'after how many steps it goes on otherwise',
      },
    ),
  ),
  t.partial(forkFields),
])

/** See the codec of the same name. */
export type ForkRequest = Readonly<t.TypeOf<typeof ForkRequest>>

/** A render that ends where another is, or was after `at` steps: then the next step goes to 0. */
export const StopRequest = t.partial(
  withAbout(
    { at: wholeNumber(1) },
    {
      at: 'after how many steps it ends; as many as are done where it is left out',
    },
  ),
)

/** See the codec of the same name. */
export type StopRequest = Readonly<t.TypeOf<typeof StopRequest>>
