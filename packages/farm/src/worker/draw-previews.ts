import { readAudio } from '@sigmastream/audio'
import { soundThumbnail } from '@sigmastream/plot'
import { filesOf } from '@sigmastream/render-thread'
import { either as E, type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { previewEvery } from './job-teller.js'
import type { MakeOrder } from './maker.js'

/** Draws what a render sounds like so far. */
export interface PreviewDrawing {
  /** A preview is there. It is left out where one was drawn too short a time ago to be told of: drawing may take longer than a step. */
  readonly draw: (index: number) => void
  /** Resolves when all is drawn. */
  readonly drawn: T.Task<void>
}

/** See `PreviewDrawing`. `now` is any clock in milliseconds. */
export const drawPreviews = (
  { folder, tell }: Pick<MakeOrder, 'folder' | 'tell'>,
  now: () => number,
): PreviewDrawing => {
  let last = -Infinity
  let drawing: Promise<void> | null = null
  const drawOne = async (index: number): Promise<void> => {
    const picture = await pipe(readAudio(filesOf(folder).preview(index)), TE.flatMapEither(soundThumbnail))()
    // one that cannot be drawn is none
    if (E.isRight(picture)) tell({ _tag: 'Preview', done: index + 1, picture: picture.right })
    drawing = null
  }
  return {
    draw: (index) => {
      // a clock that jumped back must not keep it waiting
      if (drawing !== null || Math.abs(now() - last) < previewEvery) return
      last = now()
      drawing = drawOne(index)
    },
    drawn: () => drawing ?? Promise.resolve(),
  }
}
