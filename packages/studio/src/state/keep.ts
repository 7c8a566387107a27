import { Sound } from '@sigmastream/server/api'
import { either as E, option as O } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { jsonOf } from '../api/json.js'
import type { Desk } from './studio.js'
import type { taskNames } from './tasks.js'

const Stretch = t.type({ from: t.number, to: t.number })

const taskKeys = {
  inpaint: null,
  vary: null,
  restyle: null,
  edit: null,
  extend: null,
  loop: null,
  generate: null,
} satisfies Readonly<Record<(typeof taskNames)[number], null>>

const Request = t.type({
  task: t.keyof(taskKeys),
  regions: t.readonlyArray(Stretch),
  knobs: t.record(t.keyof(taskKeys), t.number),
  before: t.number,
  prompt: t.string,
  negative: t.string,
  fromPrompt: t.string,
  style: t.readonlyArray(t.type({ id: t.string, name: t.string })),
  model: t.string,
  more: t.record(t.string, t.unknown),
})

const Mark = t.partial({ name: t.string, verdict: t.union([t.literal('kept'), t.literal('discarded')]) })

/** A desk as it lies in the browser, so that a page that is loaded again finds it. */
const StoredDesk = t.type({
  sound: t.union([Sound, t.null]),
  request: Request,
  marks: t.record(t.string, Mark),
})

/** Where a text is kept between two loads of the page, as `localStorage` does. */
export interface Shelf {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
}

const key = 'sigmastream-studio-1'

/** The desk that was left; none where there is none that is understood. */
export const storedDesk = (shelf: Shelf): O.Option<Desk> =>
  pipe(
    O.tryCatch(() => shelf.getItem(key)),
    O.flatMap(O.fromNullable),
    O.flatMap((text) => O.fromEither(StoredDesk.decode(jsonOf(text)))),
  )

/** Leaves a desk; one that does not fit is not left. */
export const storeDesk = (shelf: Shelf, desk: Desk): E.Either<Error, void> =>
  E.tryCatch(() => shelf.setItem(key, JSON.stringify(StoredDesk.encode(desk))), E.toError)
