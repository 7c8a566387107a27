import { option as O } from 'fp-ts'
import { hear } from '../state/hearing.js'
import { requestOf } from '../state/recipe.js'
import type { Take } from '../state/takes.js'
import type { Room } from './room.js'

/** Goes back to a take: its recording lies open again, with what was asked of it. */
export const openTake = async ({ api, act, attempt, studio }: Room, { render }: Take): Promise<void> => {
  const { inputHash = null } = render.recipe
  const request = requestOf(render.recipe)
  if (inputHash === null) {
    act({ _tag: 'Closed' })
    act({ _tag: 'Asked', request, amend: true })
  } else {
    const sound = await attempt(api.sound(inputHash))
    if (O.isNone(sound)) return
    act({ _tag: 'Opened', sound: sound.value, request })
  }
  act({ _tag: 'Chosen', id: render.id })
  if (render.state === 'done')
    act({ _tag: 'Hearing', hearing: hear(studio.value.hearing, { _tag: 'Result', id: render.id }) })
}
