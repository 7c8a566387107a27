import { listRoute, type Step, slotLens } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'

/** Where a carry says whether the list that it goes down ends at 0, which no interval but the last can tell. */
export const endsAtZero = slotLens<boolean>('the end of the list', (state) => typeof state === 'boolean')

/** The step on the list it is given, with the end of that list in the carry. */
export const withListEnd = (step: Step): Step => ({
  ...step,
  ownIntervals: (sigmas) =>
    pipe(
      listRoute(sigmas),
      E.map((route) => (fraction, count) => ({
        ...route(fraction, count),
        slot: endsAtZero.of(sigmas.at(-1) === 0),
      })),
    ),
})
