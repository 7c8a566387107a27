import { isTensorName, type Recipe, version } from '@sigmastream/pipeline'
import { BITS } from '@sigmastream/pipeline/recipe'
import { type Io, note } from '../io.js'

/** Where a recipe is followed now: into which file, and on which device where it is another. */
interface Here {
  readonly output: string
  readonly device?: Recipe['device'] | undefined
}

/** A recipe that is stored somewhere, and what made it. */
interface MadeRecipe {
  readonly recipe: Recipe
  readonly sigmastream: string
  readonly node: string | null
}

/** The recipe where it is asked for now: on another device perhaps, into another file. */
export const recipeHere = ({ encoding, ...recipe }: Recipe, { output, device }: Here): Recipe => ({
  ...recipe,
  ...(encoding === undefined || encoding === null || isTensorName(output) ? {} : { encoding }),
  ...(device === undefined ? {} : { device }),
})

/** What can make the bits differ. */
const differences = ({ recipe, sigmastream, node }: MadeRecipe, device: Here['device']): readonly string[] => {
  const { bits = 1, device: before = 'cpu' } = recipe
  return [
    ...(bits === BITS ? [] : [`bits of version ${bits}, and this makes those of version ${BITS}`]),
    ...(sigmastream === version ? [] : [`sigmastream ${sigmastream}, and this is ${version}`]),
    ...(node === null || node === process.version ? [] : [`node ${node}, and this is ${process.version}`]),
    ...(device === undefined || device === before ? [] : [`--device ${before}, and this is --device ${device}`]),
  ]
}

/** Says what can make the bits differ from those that were made before. */
export const noteDifferences = (made: MadeRecipe, device: Here['device'], io: Io): void =>
  differences(made, device).forEach((one) => note(io, `it was made with ${one}: the last bits may differ`))
