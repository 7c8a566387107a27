import { basename } from 'node:path'
import { either as E, readonlyNonEmptyArray as RNEA, type taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Clip, LatentsClip, SoundClip } from '../clip.js'
import { type RenderError, refuseRecipe } from '../errors.js'
import { intervalCount } from '../intervals.js'
import type { OpenModels, Order, Pieces } from '../model.js'
import { embeddedName } from '../recipe/fields.js'
import type { Recipe } from '../recipe/recipe.js'
import { stepsOf } from '../recipe-schedule.js'
import { field, words } from '../words.js'
import { latentsPiece } from './latents.js'
import type { ClosableModel, LearntPiece } from './learn.js'
import { conventions } from './piece-of.js'
import { soundPiece } from './sound.js'

const isSound = (clip: Clip): clip is SoundClip => clip._tag === 'Sound'
const isLatents = (clip: Clip): clip is LatentsClip => clip._tag === 'Latents'

/** The clips that are learnt from must be those of the recipe, where it says them. */
const checkExemplars = ({ exemplarHashes = [] }: Recipe, clips: readonly Clip[]): E.Either<RenderError, void> => {
  const wrong = exemplarHashes.findIndex((hash, i) => hash !== null && hash !== clips[i]?.hash)
  const clip = clips[wrong]
  if (clip === undefined) return E.right(undefined)
  return refuseRecipe(
    'exemplars',
    [`${clip.name} is not the file that the recipe learnt from`],
    [`give the one whose SHA-256 is ${String(exemplarHashes[wrong])}`],
  )
}

const otherKind = (other: Clip, is: string, not: string): E.Either<RenderError, never> =>
  refuseRecipe('exemplars', words`${field('exemplars')}: ${other.name} is ${is}, and ${field('clip')} is ${not}`, [
    `give ${not}`,
  ])

const pieceOf = ({ recipe, clip }: Order, clips: readonly Clip[]): E.Either<RenderError, LearntPiece> => {
  if (recipe.command === 'edit')
    return refuseRecipe(
      'fromPrompt',
      words`the embedded model knows no text, so it cannot make what one prompt says of what another does`,
      words`give ${field('model')}, the folder of a Stable Audio checkpoint, or restyle the clip with others to learn from`,
    )
  if (recipe.command === 'generate' || clip === null)
    return refuseRecipe(
      'clip',
      words`the embedded model works on a clip, and there is none`,
      words`give ${field('clip')}, or ${field('model')} to make something of a prompt`,
    )
  if (recipe.overlap !== undefined && recipe.command !== 'extend')
    return refuseRecipe(
      'overlap',
      words`${field('overlap')} is for Stable Audio here: the embedded model compares a second to each side`,
      words`give ${field('model')} and its folder as well, or leave it out`,
    )
  const { sampler = conventions.sampler } = recipe
  const whole: Recipe = {
    ...recipe,
    model: embeddedName,
    exemplars: clips.map(({ name }) => basename(name)),
    exemplarHashes: clips.map(({ hash }) => hash),
    windowLength: recipe.windowLength ?? null,
  }
  const count = intervalCount(sampler, stepsOf(recipe, conventions.steps))
  if (isSound(clip)) {
    const other = clips.find(isLatents)
    return other === undefined
      ? soundPiece(whole, clip, clips.filter(isSound), count)
      : otherKind(other, 'latents', 'sound')
  }
  const other = clips.find(isSound)
  return other === undefined
    ? latentsPiece(whole, clip, clips.filter(isLatents), count)
    : otherKind(other, 'sound', 'latents')
}

/** Opens every piece, one after the other; those that are open are closed where one fails. */
const openAll =
  (all: readonly LearntPiece[]): TE.TaskEither<RenderError, OpenModels> =>
  async () => {
    const models: ClosableModel[] = []
    const close = async (): Promise<void> => {
      for (const model of models) await model.close()
    }
    for (const { open } of all) {
      const model = await open()
      if (E.isLeft(model)) {
        await close()
        return model
      }
      models.push(model.right)
    }
    return E.right({ of: (place) => models[place]!, close }) // one for each piece
  }

/** The pieces of orders, each with a model of its own. Refused: clips that do not fit each other, nothing to learn from. */
export const piecesOf = (
  orders: RNEA.ReadonlyNonEmptyArray<Order>,
  clips: readonly Clip[],
): E.Either<RenderError, Pieces> =>
  pipe(
    orders,
    E.traverseReadonlyNonEmptyArrayWithIndex((_, order: Order) =>
      pipe(
        checkExemplars(order.recipe, clips),
        E.flatMap(() => pieceOf(order, clips)),
      ),
    ),
    E.map((all) => ({ each: RNEA.map(({ piece }: LearntPiece) => piece)(all), open: () => openAll(all) })),
  )
