import { framesOf, type Latent, showShape } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { LatentsClip } from '../clip.js'
import { type CliError, fromSampleError, usage } from '../errors.js'
import type { ClipRequest, ModelOptions, Subject } from '../run/subject.js'
import { learnt } from './learnt.js'
import { framed } from './task.js'

/** Frames of a window of latents that were not told their rate: half a second of Stable Audio Open's. */
const windowFrames = 11

/** How long a window is where nobody says, in seconds: about a beat, so that patches hold a rhythm. */
export const windowSeconds = 0.5

const fits = (reference: Latent, clip: LatentsClip): E.Either<CliError, LatentsClip> => {
  const shapes = `${showShape(clip.latent.shape)}, IN of ${showShape(reference.shape)}`
  return clip.latent.shape[1] === reference.shape[1]
    ? E.right(clip)
    : E.left(usage(`--from-audio: ${clip.path} has latents of ${shapes}: give as many channels`))
}

/** Latents for the embedded model: exemplars are latents too. Regions are in the frames of the exercises' rule. */
export const latentSubject = (
  { latent: reference }: LatentsClip,
  others: readonly LatentsClip[],
  { frameRate: typedRate, windowLength, threads, steps }: ModelOptions,
  request: ClipRequest,
): E.Either<CliError, Subject> => {
  const frameRate = typedRate ?? null
  const window =
    frameRate === null ? windowFrames : Math.max(1, Math.round((windowLength ?? windowSeconds) * frameRate))
  const regions = request._tag === 'Inpaint' ? request.regions : []
  return pipe(
    E.Do,
    E.bind('exemplars', () => E.traverseArray((other: LatentsClip) => fits(reference, other))(others)),
    E.bind('ranges', () =>
      pipe(
        regions,
        E.traverseArray((region) => framesOf(region, frameRate ?? 1, reference.shape[2])),
        E.mapLeft(fromSampleError),
      ),
    ),
    E.bind('framed', ({ ranges }) => framed(request, reference.shape, ranges, frameRate ?? 1, steps)),
    E.flatMap(({ exemplars, ranges, framed: asked }) =>
      learnt({
        reference,
        exemplars:
          exemplars.length === 0
            ? [{ latent: reference, leaveOut: ranges }]
            : exemplars.map(({ latent }) => ({ latent, leaveOut: [] })),
        windowFrames: window,
        framed: asked,
        frameRate,
        heard: null,
        ...(threads === undefined ? {} : { threads }),
      }),
    ),
  )
}
