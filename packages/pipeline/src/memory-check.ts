import { either as E } from 'fp-ts'
import { badRecipe, type RenderError } from './errors.js'
import type { MemoryNeeds } from './model.js'
import { gigabytes } from './words.js'

/** Refused: a run that needs more memory than there is, with what makes it take less. `available` is in bytes. */
export const checkMemory = ({ peak, model, remedies }: MemoryNeeds, available: number): E.Either<RenderError, void> => {
  if (peak <= available) return E.right(undefined)
  const free = `${gigabytes(available)} are free`
  return E.left(
    model > available
      ? badRecipe(null, [`the model alone needs about ${gigabytes(model)} of memory and ${free}`], remedies.model)
      : badRecipe(null, [`this needs about ${gigabytes(peak)} of memory and ${free}`], remedies.peak),
  )
}
