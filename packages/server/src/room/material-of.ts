import { basename } from 'node:path'
import { isEmbedded, type Recipe } from '@sigmastream/pipeline'
import type { Material, NamedFile } from '@sigmastream/render-thread'
import { type Checkpoint, type Fault, fault } from '@sigmastream/render-thread/wire'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { SoundStore } from '../store/sounds.js'

/** A recipe whose files are named, and where they lie. */
export interface PlacedRecipe {
  readonly recipe: Recipe
  readonly material: Material
}

/** What recipes are placed by: the sounds that were uploaded, and the models that the server was started with. */
export interface Shelf {
  readonly sounds: SoundStore
  readonly models: readonly Checkpoint[]
  /** Bytes of memory that a run may still take. */
  readonly availableMemory: () => number
}

const soundAt = (
  { sounds }: Shelf,
  hash: string | null | undefined,
  name: string | null | undefined,
  field: string,
): E.Either<Fault, NamedFile> => {
  const sound = typeof hash === 'string' ? sounds.get(hash) : undefined
  if (sound !== undefined) return E.right({ path: sounds.path(sound.id), name: basename(name ?? sound.name) })
  return E.left(
    typeof hash === 'string'
      ? fault('no-such-sound', `${field}: there is no sound ${hash}`, 'upload it: POST /v1/sounds')
      : fault('bad-recipe', `${field} is left out`, 'give the id of a sound that was uploaded'),
  )
}

const inputOf = (shelf: Shelf, recipe: Recipe): E.Either<Fault, NamedFile | null> => {
  const { command, inputHash, input } = recipe
  if (command !== 'generate') return soundAt(shelf, inputHash, input, 'inputHash')
  return typeof inputHash === 'string'
    ? E.left(fault('bad-recipe', 'inputHash: the recipe works on no sound', 'leave it out'))
    : E.right(null)
}

const modelOf = ({ models }: Shelf, { model }: Recipe): E.Either<Fault, Checkpoint> => {
  const found = models.find(({ identities }) => typeof model === 'string' && identities.includes(model))
  return found === undefined
    ? E.left(
        fault(
          'no-such-model',
          `model: there is no model ${String(model)}`,
          'give one of GET /v1/models, or leave it out',
        ),
      )
    : E.right(found)
}

/**
 * The files of a recipe. A model that is left out is the embedded one, and is said. Refused: a sound or a model that is
 * not here, and several results at once.
 */
export const placeRecipe = (shelf: Shelf, recipe: Recipe): E.Either<Fault, PlacedRecipe> => {
  const { exemplars = [], exemplarHashes = [], batch = 1, item } = recipe
  const embedded = recipe.model === undefined || isEmbedded(recipe)
  if (batch > 1 && item === undefined)
    return E.left(fault('bad-recipe', `batch is ${batch}`, 'give item as well, from 0: a render has one result'))
  return pipe(
    E.Do,
    E.bind('input', () => inputOf(shelf, recipe)),
    E.bind('learnt', () =>
      pipe(
        exemplarHashes,
        E.traverseArray((hash) => soundAt(shelf, hash, exemplars[exemplarHashes.indexOf(hash)], 'exemplarHashes')),
      ),
    ),
    E.bind('model', () => (embedded ? E.right(null) : modelOf(shelf, recipe))),
    E.map(
      ({ input, learnt, model }): PlacedRecipe => ({
        recipe: {
          ...recipe,
          model: recipe.model ?? 'exemplar',
          ...(input === null ? {} : { input: input.name }),
          ...(learnt.length === 0 ? {} : { exemplars: learnt.map(({ name }) => name) }),
        },
        material: { input, exemplars: learnt, model: model?.folder ?? null, memory: shelf.availableMemory() },
      }),
    ),
  )
}

/** The recipe as its model is told it: weights that are named as they are stored may be held in any precision. */
export const toldRecipe = ({ models }: Pick<Shelf, 'models'>, recipe: Recipe): Recipe => {
  const { model, ...rest } = recipe
  return models.some(({ identities: [stored] }) => stored === model) ? rest : recipe
}
