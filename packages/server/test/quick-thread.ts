import type { Recipe } from '@sigmastream/pipeline'
import type { Errand, News, WorkThread } from '@sigmastream/render-thread'
import { type Fault, fault } from '@sigmastream/render-thread/wire'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type * as t from 'io-ts'

/** How many steps its renders have. */
export const quickSteps = 3

const preparedNews = (recipe: Recipe): News => ({
  _tag: 'Prepared',
  whole: { ...recipe, steps: quickSteps, sampler: 'euler', schedule: 'karras', noise: 'keyed' },
  data: { steps: quickSteps, sigmas: [4, 2, 1, 0], calls: quickSteps, chain: ['denoise'], notes: [] },
})

const stepNews = (index: number): News => ({
  _tag: 'Step',
  at: index + 1,
  data: { index, sigma: 2, next: 1, done: (index + 1) / quickSteps, secondsLeft: 1, rms: null },
})

const result = { name: 'x.wav', bytes: 1, seconds: 1, sampleRate: 1000, channels: 1, format: 'wav' }

interface Work {
  readonly errand: Errand
  readonly tell: (news: News) => void
  readonly end: (result: E.Either<Fault, unknown>) => void
  told: number
}

/** A thread whose model is as quick as a test says: each `advance` is a piece of news, the last one its answer. */
export const quickThread = () => {
  const state: { work: Work | null } = { work: null }
  const thread: WorkThread = {
    start: () => undefined,
    waiting: () => (state.work === null ? 0 : 1),
    held: () => 0,
    steer: () => undefined,
    close: async () => state.work?.end(E.left(fault('thread-ended', 'closed', 'x'))),
    run: <A>(
      errand: Errand,
      answer: t.Type<A, unknown>,
      tell: (news: News) => void = () => undefined,
      signal?: AbortSignal,
    ) =>
      new Promise<E.Either<Fault, A>>((resolve) => {
        const end = (ended: E.Either<Fault, unknown>): void => {
          state.work = null
          const decoded = (value: unknown) =>
            pipe(
              answer.decode(value),
              E.mapLeft(() => fault('x', 'x', 'x')),
            )
          resolve(pipe(ended, E.flatMap(decoded)))
        }
        const stop = (): void => end(E.left(fault('cancelled', 'it was cancelled', 'x')))
        state.work = { errand, tell, end, told: 0 }
        if (signal?.aborted === true) return stop()
        signal?.addEventListener('abort', stop, { once: true })
      }),
  }
  return {
    thread,
    isBusy: () => state.work !== null,
    advance: (): void => {
      const { work } = state
      if (work === null) return
      const { told, errand } = work
      work.told += 1
      if (told === 0 && errand._tag === 'Render') work.tell(preparedNews(errand.recipe))
      else if (told <= quickSteps) work.tell(stepNews(told - 1))
      else work.end(E.right(result))
    },
    fail: (): void => state.work?.end(E.left(fault('render-failed', 'it ran away', 'another seed'))),
  }
}
