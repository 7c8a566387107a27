import type { ModelEntry, Render, Sound } from '@sigmastream/server/api'
import type { Problem } from '../api/problem.js'
import type { NumberedEvent } from '../api/render-events.js'
import { type Comparison, usualHearing } from './hearing.js'
import { begin, type History } from './history.js'
import type { Marks } from './marks.js'
import { type Request, type Stretch, usualRequest } from './request.js'
import type { SchemaField } from './schema-fields.js'
import type { Take } from './takes.js'

/** What can be taken back: which sound lies open, what is asked of it, and what is thought of the takes. */
export interface Desk {
  readonly sound: Sound | null
  readonly request: Request
  readonly marks: Marks
}

/** Whether the server answers: that is not known yet, it does, or it does not. */
export type Line = 'joining' | 'there' | 'lost'

/** All that the page shows; nothing in it changes, another takes its place. */
export interface Studio {
  readonly line: Line
  readonly models: readonly ModelEntry[]
  readonly fields: readonly SchemaField[]
  /** The samplers that draw noise on their way. */
  readonly noisySamplers: readonly string[]
  readonly desk: History<Desk>
  readonly takes: readonly Take[]
  /** The take whose ways are looked at. */
  readonly chosen: string | null
  readonly hearing: Comparison
  readonly problem: Problem | null
  /** What was said last to those who listen to the page. */
  readonly said: string
}

/** What happens to a page. `amend` is of what goes on, as a knob that turns: undo takes back all of it. */
export type Action =
  | { readonly _tag: 'Reached'; readonly models: readonly ModelEntry[]; readonly renders: readonly Render[] }
  | { readonly _tag: 'Lost' }
  | { readonly _tag: 'Described'; readonly fields: readonly SchemaField[]; readonly noisySamplers: readonly string[] }
  | { readonly _tag: 'Opened'; readonly sound: Sound; readonly request: Request | null }
  | { readonly _tag: 'Closed' }
  | { readonly _tag: 'Asked'; readonly request: Request; readonly amend?: boolean }
  | { readonly _tag: 'Dragged'; readonly stretches: readonly Stretch[] }
  | { readonly _tag: 'Marked'; readonly marks: Marks }
  | { readonly _tag: 'Made'; readonly render: Render }
  | { readonly _tag: 'Heard'; readonly id: string; readonly event: NumberedEvent }
  | { readonly _tag: 'Removed'; readonly id: string }
  | { readonly _tag: 'Chosen'; readonly id: string | null }
  | { readonly _tag: 'Hearing'; readonly hearing: Comparison }
  | { readonly _tag: 'Undone' }
  | { readonly _tag: 'Redone' }
  | { readonly _tag: 'Wrong'; readonly problem: Problem | null }

/** The desk of one who comes for the first time. */
export const emptyDesk: Desk = { sound: null, request: usualRequest, marks: {} }

/** The page before anything was heard of the server. */
export const studioOf = (desk: Desk): Studio => ({
  line: 'joining',
  models: [],
  fields: [],
  noisySamplers: [],
  desk: begin(desk),
  takes: [],
  chosen: null,
  hearing: usualHearing,
  problem: null,
  said: '',
})
