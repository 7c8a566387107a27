import { option as O } from 'fp-ts'
import { requestOf } from '../state/recipe.js'
import { withTask } from '../state/request.js'
import type { Room } from './room.js'

/**
 * Uploads a file and opens it. One that was made here brings back what it was made of: the recording lies open again where
 * the server has it, with everything that was asked of it, and the take is there.
 */
export const openSound = async ({ api, act, attempt }: Room, name: string, bytes: Blob): Promise<void> => {
  const added = await attempt(api.addSound(name, bytes))
  if (O.isNone(added)) return
  const sound = added.value
  const { recipe } = sound
  if (recipe === null) return act({ _tag: 'Opened', sound, request: null })
  const request = requestOf(recipe)
  const { inputHash = null, input = null } = recipe
  if (inputHash === null) {
    act({ _tag: 'Opened', sound, request: recipe.command === 'generate' ? request : null })
  } else {
    const original = await api.sound(inputHash)()
    if (original._tag === 'Left') {
      act({ _tag: 'Opened', sound, request: null })
      return act({ _tag: 'Wrong', problem: { _tag: 'OriginalMissing', name: input } })
    }
    act({ _tag: 'Opened', sound: original.right, request })
  }
  const render = await attempt(api.addRender(recipe))
  if (O.isSome(render)) act({ _tag: 'Made', render: render.value })
}

/** Uploads a file whose style is to be taken. */
export const addStyle = async ({ api, act, attempt, studio }: Room, name: string, bytes: Blob): Promise<void> => {
  const added = await attempt(api.addSound(name, bytes))
  if (O.isNone(added)) return
  const { request } = studio.value.desk.now
  const { id } = added.value
  const style = [...request.style.filter((one) => one.id !== id), { id, name: added.value.name }]
  act({ _tag: 'Asked', request: { ...withTask(request, 'restyle'), style } })
}
