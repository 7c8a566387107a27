import type { News } from '@sigmastream/render-thread'
import type { Fault, ResultFile } from '@sigmastream/render-thread/wire'
import { either as E } from 'fp-ts'
import type { RenderEvent } from '../api/events.js'
import type { RenderState } from '../api/render.js'
import type { Entry } from './entry.js'
import type { Ledger } from './ledger.js'
import type { Line } from './line.js'

type NewsOf<Tag extends News['_tag']> = Extract<News, { readonly _tag: Tag }>

/** What becomes of renders, noted with them and told to whoever listens. */
export interface Teller {
  /** Where a render is, told again. */
  readonly place: (of: Entry) => void
  /** Takes a state, notes it, and tells of it; what ends a render is told once it is noted. */
  readonly enter: (of: Entry, state: RenderState, end?: RenderEvent) => Promise<unknown>
  readonly prepared: (of: Entry, news: Pick<NewsOf<'Prepared'>, 'whole' | 'data'>) => void
  readonly stepped: (of: Entry, news: Pick<NewsOf<'Step'>, 'at' | 'data'>) => void
  /** What it came to. */
  readonly finish: (of: Entry, made: E.Either<Fault, ResultFile>) => Promise<void>
}

/** See `Teller`. */
export const tellerOf = ({ save }: Pick<Ledger, 'save'>, placeOf: Line['placeOf']): Teller => {
  const place: Teller['place'] = (of) => {
    const { state, error } = of.note
    of.log.add({ event: 'state', data: { state, place: placeOf(of), error } })
  }
  const enter: Teller['enter'] = (of, state, end) => {
    of.note = { ...of.note, state }
    place(of)
    const saved = save(of)
    return end === undefined ? saved : saved.then(() => of.log.add(end))
  }
  return {
    place,
    enter,
    prepared: (of, { whole, data }) => {
      of.note = { ...of.note, whole, prepared: data }
      of.log.add({ event: 'prepared', data })
      void save(of)
    },
    stepped: (of, { at, data }) => {
      of.note = { ...of.note, done: at }
      of.secondsLeft = data.secondsLeft
      of.log.add({ event: 'step', data })
    },
    finish: async (of, made) => {
      if (E.isRight(made)) {
        of.note = { ...of.note, result: made.right, error: null }
        await enter(of, 'done', { event: 'done', data: { result: made.right } })
      } else {
        of.note = { ...of.note, error: made.left }
        await enter(of, 'failed', { event: 'failed', data: { error: made.left } })
      }
    },
  }
}
