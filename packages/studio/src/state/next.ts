import type { NumberedEvent } from '../api/render-events.js'
import { hear, usualHearing, without } from './hearing.js'
import { advance, amend, redo, undo } from './history.js'
import { type Request, withoutFork } from './request.js'
import { withStretches } from './stretches.js'
import type { Action, Desk, Studio } from './studio.js'
import { isOver, withEvent, withOneRender, withRenders } from './takes.js'

const withDesk = (studio: Studio, change: Partial<Desk>, isAmended = false): Studio => ({
  ...studio,
  desk: (isAmended ? amend : advance)(studio.desk, { ...studio.desk.now, ...change }),
})

/** What was asked of one recording, asked of another: its parts, its seed and its forks were those of the one. */
const ofAnother = (request: Request): Request => {
  const { seed: _, ...more } = withoutFork(request).more
  return { ...request, regions: [], more }
}

/** A desk that lies differently: another recording is heard from its beginning. */
const withTurn = (studio: Studio, turn: typeof undo): Studio => {
  const desk = turn(studio.desk)
  const isSameSound = desk.now.sound?.id === studio.desk.now.sound?.id
  return { ...studio, desk, hearing: isSameSound ? studio.hearing : usualHearing }
}

/** What is said aloud of an event; the same as before where nothing is. */
const saidOf = (studio: Studio, { event }: NumberedEvent): string => {
  if (event === 'done') return 'A take is done.'
  if (event === 'failed') return 'A take failed.'
  return event === 'cancelled' ? 'A take was stopped.' : studio.said
}

/** The page after something happened. */
export const next = (studio: Studio, action: Action): Studio => {
  switch (action._tag) {
    case 'Reached':
      return {
        ...studio,
        line: 'there',
        models: action.models,
        takes: withRenders(studio.takes, action.renders),
        problem: studio.problem?._tag === 'Unreachable' ? null : studio.problem,
      }
    case 'Lost':
      return { ...studio, line: 'lost' }
    case 'Described':
      return { ...studio, fields: action.fields, noisySamplers: action.noisySamplers }
    case 'Opened':
      return {
        ...withDesk(studio, {
          sound: action.sound,
          request: action.request ?? ofAnother(studio.desk.now.request),
        }),
        hearing: usualHearing,
        chosen: null,
        problem: null,
      }
    case 'Closed':
      return { ...withDesk(studio, { sound: null }), hearing: usualHearing, chosen: null }
    case 'Asked':
      return withDesk(studio, { request: action.request }, action.amend)
    case 'Dragged':
      return withDesk(studio, {
        request: withStretches(studio.desk.now.request, action.stretches, studio.desk.now.sound?.seconds ?? 0),
      })
    case 'Marked':
      return withDesk(studio, { marks: action.marks })
    case 'Made':
      return {
        ...studio,
        takes: withOneRender(studio.takes, action.render),
        chosen: action.render.id,
        problem: null,
        said: isOver(action.render) ? 'This take is there already.' : 'A take is being made.',
      }
    case 'Heard': {
      const takes = withEvent(studio.takes, action.id, action.event)
      const said = saidOf(studio, action.event)
      const was = studio.takes.find(({ render }) => render.id === action.id)
      const isNew = action.event.event === 'done' && was?.render.state !== 'done' && studio.chosen === action.id
      const hearing = isNew ? hear(studio.hearing, { _tag: 'Result', id: action.id }) : studio.hearing
      return { ...studio, takes, said, hearing }
    }
    case 'Removed':
      return {
        ...studio,
        takes: studio.takes.filter(({ render }) => render.id !== action.id),
        chosen: studio.chosen === action.id ? null : studio.chosen,
        hearing: without(studio.hearing, action.id),
      }
    case 'Chosen':
      return { ...studio, chosen: action.id }
    case 'Hearing':
      return { ...studio, hearing: action.hearing }
    case 'Undone':
      return withTurn(studio, undo)
    case 'Redone':
      return withTurn(studio, redo)
    case 'Wrong':
      return { ...studio, problem: action.problem }
  }
}
