import { isEmbedded } from '@sigmastream/pipeline'
import { filesOf, type Material, type NamedFile, type News, type WorkThread } from '@sigmastream/render-thread'
import { ResultFile } from '@sigmastream/render-thread/wire'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { drawPreviews } from './draw-previews.js'
import { type MakeFailed, type MakeOrder, type Maker, makeFailure } from './maker.js'

/** What jobs are made with: a thread, and the folders of models by what they are called in each precision. */
export interface ThreadMakerOptions {
  readonly thread: WorkThread
  readonly folders: ReadonlyMap<string, string>
}

/** A sound of a job under the name that its recipe has for it. */
const soundOf =
  ({ sounds }: Pick<MakeOrder, 'sounds'>) =>
  (hash: string | null | undefined, name: string | null | undefined): E.Either<MakeFailed, NamedFile> => {
    const path = sounds.get(hash ?? '')
    return path === undefined
      ? E.left(
          makeFailure(
            'no-such-sound',
            `the recipe names a sound ${hash}, and the job does not`,
            'submit the recipe again',
          ),
        )
      : E.right({ path, name: name ?? path })
  }

/** The files of a job, where they lie on this machine. */
const materialOf = (order: MakeOrder, folders: ReadonlyMap<string, string>): E.Either<MakeFailed, Material> => {
  const { recipe } = order.job
  const { exemplars = [], exemplarHashes = [], inputHash, input, model } = recipe
  const sound = soundOf(order)
  return pipe(
    E.Do,
    E.bind('input', () => (recipe.command === 'generate' ? E.right(null) : sound(inputHash, input))),
    E.bind('exemplars', () =>
      pipe(
        exemplarHashes.map((hash, at) => [hash, exemplars[at]] as const),
        E.traverseArray(([hash, name]) => sound(hash, name)),
      ),
    ),
    E.bind('model', (): E.Either<MakeFailed, string | null> => {
      if (isEmbedded(recipe)) return E.right(null)
      const folder = folders.get(model ?? '')
      return folder === undefined
        ? E.left(makeFailure('no-such-model', `there is no model ${model} here`, 'start the worker with its folder'))
        : E.right(folder)
    }),
    E.map((material) => ({ ...material, memory: order.memory })),
  )
}

/** Of the frames the newest alone is kept: none after so many steps is kept for good. */
const never = Number.MAX_SAFE_INTEGER

/**
 * A glance on the way: each preview decodes the whole sound, which a farm pays for in renders. A picture of the result is
 * nothing that it keeps.
 */
const mostPreviews = 2

/** Hands the news of a thread on; a preview is drawn first, where it would be told of, and `drawn` resolves when all are. */
const newsOf = ({ folder, tell }: Pick<MakeOrder, 'folder' | 'tell'>) => {
  const previews = drawPreviews({ folder, tell }, () => performance.now())
  let steps: number | null = null
  return {
    hear: (news: News): void => {
      switch (news._tag) {
        case 'Prepared':
          steps = news.data.steps
          return
        case 'Step':
          return tell({
            _tag: 'Step',
            done: news.at,
            steps,
            sigma: news.data.next,
            secondsLeft: news.data.secondsLeft,
          })
        case 'Preview':
          return previews.draw(news.index)
      }
    },
    drawn: previews.drawn,
  }
}

/**
 * Makes jobs on a thread of its own, as the command line and the studio make them: the same file, to the last bit. A
 * fault of a render is handed on as it is; a thread that ends under a job is one too.
 */
export const threadMaker = ({ thread, folders }: ThreadMakerOptions): Maker => ({
  make: (order) =>
    pipe(
      TE.fromEither(materialOf(order, folders)),
      TE.flatMap((material) => async () => {
        const { job, folder, signal } = order
        const { hear, drawn } = newsOf(order)
        const { recipe } = job
        const kept = { folder, from: null, every: never, previews: mostPreviews, picture: false }
        const errand = { _tag: 'Render' as const, recipe, material, ...kept }
        const made = await thread.run(errand, ResultFile, hear, signal)
        await drawn()
        return pipe(
          made,
          E.bimap(
            (fault) =>
              fault.code === 'cancelled' ? { _tag: 'MakeStopped' as const } : { _tag: 'MakeFailed' as const, fault },
            () => filesOf(folder).result('wav'),
          ),
        )
      }),
    ),
  release: thread.close,
})
