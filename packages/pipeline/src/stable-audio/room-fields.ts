import { either as E } from 'fp-ts'
import { type RenderError, refuseRecipe } from '../errors.js'
import type { Recipe } from '../recipe/recipe.js'
import { field, words } from '../words.js'
import type { StableAudioRecipe } from './recipe.js'
import type { RunLength } from './run-length.js'

type RoomFields = Pick<Recipe, 'headroom' | 'padding'>

/** What is asked of the room behind an end, where that is more than that there be none. */
const askedOf = ({ headroom = 0, padding = 'left-out' }: RoomFields): keyof RoomFields | null => {
  if (headroom > 0) return 'headroom'
  return padding === 'left-out' ? null : 'padding'
}

/** Refused: room that is asked for, where there is none. */
export const checkRoom = (asked: RoomFields, { hasRoom }: RunLength): E.Either<RenderError, void> => {
  const stray = askedOf(asked)
  return hasRoom || stray === null
    ? E.right(undefined)
    : refuseRecipe(
        stray,
        words`${field(stray)}: room is made behind a sound that ends inside of a window, and not behind latents, a loop, a whole window or more, or the middle of a recording`,
        ['leave it out'],
      )
}

/** The recipe, which says of the room what has a say. */
export const withRoomFields = (recipe: StableAudioRecipe, { hasRoom }: RunLength): StableAudioRecipe => {
  const { headroom: _, padding: __, ...rest } = recipe
  return hasRoom ? recipe : rest
}
