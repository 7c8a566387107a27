import { type either as E, taskEither as TE } from 'fp-ts'
import { exhaustMap, filter, map, type OperatorFunction, throwError } from 'rxjs'
import { turn } from '../breath.js'
import { refusal, SamplingError } from '../errors.js'
import type { Interval } from '../interval.js'
import type { Latent } from '../latent.js'
import type { Frame } from '../run/frame.js'
import { fromTask } from './from-task.js'

/** How a run is listened to while it is under way. */
export interface PreviewOptions<Failure, A> {
  /** Steps 0, `every`, 2 `every` and so on are decoded: a whole number of at least 1, which it is unless it is said. */
  readonly every?: number
  /**
   * Makes an estimate `[batch, channels, frames]` what is listened to or looked at, on a thread of its own: what it
   * computes on this one, the sampler waits for. The signal is aborted when nobody listens any more.
   */
  readonly decoder: (denoised: Latent, signal: AbortSignal) => TE.TaskEither<Failure, A>
}

/** A step, and what the clean latent that it expects is decoded to, or why it could not be. */
export interface Preview<Failure, A> {
  readonly at: Interval
  readonly decoded: E.Either<Failure, A>
}

/** A frame whose step has asked the model. */
type EstimatedFrame = Frame & { readonly denoised: Latent }

/** A run asks for its next step as soon as a frame was taken, and has begun it one turn of the event loop later. */
const afterNextBegan =
  <B>(work: () => Promise<B>) =>
  async (): Promise<B> => {
    await turn()
    await turn()
    return work()
  }

/**
 * Frames as what is heard of them: the denoised estimate of every so many steps, decoded, at most one at a time. A frame
 * that comes while another is being decoded is left out, so the run never waits, and no frame does. Decoding begins when
 * the next step has begun.
 *
 * ```text
 * frames    0   1   2   3   4   5   6   7   8        every: 2, where decoding takes as long as three steps
 * decoded   0-----------    4-----------    8---
 * ```
 *
 * A step that asked the model nothing has no preview. What the decoder fails at is a value of the stream, and the run goes
 * on; what it throws is the stream's error. Completes when the frames have, and the last decoding. Unsubscribing aborts the
 * decoding that is under way. Errors with `SamplingError` where `every` is no such number.
 * Laws: previews change no frame of a run and hold none up, though the decoder never answers; one estimate at a time is
 * decoded, and none waits for its turn.
 *
 * @example
 * ```ts
 * import { constant, plan } from '@sigmastream/core'
 * import { pure } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 * import { frames, previews } from '@sigmastream/core/stream'
 * import { euler } from '@sigmastream/samplers'
 * import { taskEither as TE } from 'fp-ts'
 *
 * const denoiser = pure((x) => constant(x.shape, 0.5))
 * const run = frames(plan({ step: euler(), schedule: [4, 0], shape: [1, 1, 2] }), { denoiser, noise: keyed(7) })
 * const heard = run.pipe(previews({ decoder: ({ data }) => TE.right([...data].join(' ')) }))
 * await heard.forEach(({ at, decoded }) => console.log(at.index, decoded._tag === 'Right' ? decoded.right : '')) // 0 0.5 0.5
 * ```
 */
export const previews = <Failure, A>({
  every = 1,
  decoder,
}: PreviewOptions<Failure, A>): OperatorFunction<Frame, Preview<Failure, A>> => {
  if (!Number.isSafeInteger(every) || every < 1)
    return () =>
      throwError(() => new SamplingError(refusal('previews', `every ${every} steps`, 'a whole number of at least 1')))
  return (frames) =>
    frames.pipe(
      filter((frame): frame is EstimatedFrame => frame.denoised !== null && frame.at.index % every === 0),
      exhaustMap(({ at, denoised }) =>
        fromTask((signal) => TE.fromTask(afterNextBegan(() => decoder(denoised, signal)()))).pipe(
          map((decoded) => ({ at, decoded })),
        ),
      ),
    )
}
