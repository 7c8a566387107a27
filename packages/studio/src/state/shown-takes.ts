import { markOf } from './marks.js'
import type { Desk } from './studio.js'
import { isOver, type Take } from './takes.js'

/** A take with the number that it has among those of its recording, the first made being 1. */
export interface NumberedTake {
  readonly take: Take
  readonly number: number
}

/** The takes of a recording, in their parts; without one, those of words alone. */
export interface ShownTakes {
  readonly making: readonly Take[]
  readonly made: readonly NumberedTake[]
  readonly discarded: readonly NumberedTake[]
  /** What was made of other recordings. */
  readonly elsewhere: readonly Take[]
}

/** What lies open: takes of words stand with them where words are what is asked for. */
type Open = Pick<Desk, 'sound' | 'marks' | 'request'>

const isOf = ({ sound, request }: Open, { render: { recipe } }: Take): boolean =>
  recipe.command === 'generate'
    ? sound === null || request.task === 'generate'
    : sound !== null && recipe.inputHash === sound.id

/** Takes in the parts in which they are shown, the newest first; kept ones before the others. */
export const shownTakes = (takes: readonly Take[], open: Open): ShownTakes => {
  const here = takes.filter((take) => isOf(open, take))
  const over = here.filter(({ render }) => isOver(render))
  const numbered = over.map((take, i) => ({ take, number: over.length - i }))
  const has = (verdict: 'kept' | 'discarded', { take }: NumberedTake): boolean =>
    markOf(open.marks, take.render.id).verdict === verdict
  const made = numbered.filter((one) => !has('discarded', one) && one.take.render.state !== 'cancelled')
  return {
    making: here.filter(({ render }) => !isOver(render)).toReversed(),
    made: [...made.filter((one) => has('kept', one)), ...made.filter((one) => !has('kept', one))],
    discarded: numbered.filter((one) => has('discarded', one) || one.take.render.state === 'cancelled'),
    elsewhere: takes.filter((take) => !isOf(open, take)),
  }
}
