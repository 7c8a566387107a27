import type { Denoiser, Frame, Latent } from '@sigmastream/core'
import type { Preview } from '@sigmastream/core/stream'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { connect, finalize, ignoreElements, merge, tap } from 'rxjs'
import { mustHaveSameBits, mustHaveSameFrames } from '../compare.js'
import { law, refute } from '../law.js'
import { record } from '../record.js'
import { engineOf, planOf, scenes } from '../scene.js'
import { countStarts, emissionsOf, settleTurns } from '../streams.js'
import type { SamplerLaw } from './sampler-law.js'

/** A model whose answer takes some turns of the event loop. */
const slowDown =
  (denoiser: Denoiser): Denoiser =>
  async (...question) => {
    await settleTurns()
    return denoiser(...question)
  }

/** What was so when an estimate was decoded: the steps that had begun, and the newest frame when it was answered. */
interface DecodingState {
  readonly started: number
  newest: number
}

const mustBeInTurn = (
  previews: readonly Preview<never, Latent>[],
  decodings: readonly DecodingState[],
  alone: readonly Frame[],
): void =>
  previews.forEach(({ at, decoded }, k) => {
    const place = alone.findIndex((frame) => frame.at.index === at.index)
    const { started = 0 } = decodings[k] ?? {}
    const busyUntil = decodings[k - 1]?.newest ?? -1
    if (place <= busyUntil) refute(`frame ${place} waited while another was decoded, until frame ${busyUntil} had come`)
    if (started < Math.min(place + 2, alone.length)) refute(`frame ${place} was decoded before the next step had begun`)
    const { denoised } = alone[place] ?? refute(`a preview of step ${at.index}, which the run has not`)
    if (E.isRight(decoded) && denoised !== null)
      mustHaveSameBits(`the preview of frame ${place}`, decoded.right, denoised)
  })

/**
 * Listening in changes no frame. One estimate at a time is decoded, the first one that is asked for among them, once the
 * next step has begun; one that came while another was decoded is left out. A decoder that never answers holds nothing up.
 */
export const previewedFrames: SamplerLaw = (subject, { frames, previews }) =>
  law(
    `${subject.name}: previews change no frame, decode one estimate at a time, and let none wait`,
    fc.tuple(
      scenes(subject, { steps: [3, 6] }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 2 }),
      fc.boolean(),
    ),
    async ([scene, every, turns, slow]) => {
      const engine = engineOf(scene)
      const alone = await record(planOf(subject, scene), engine)
      const { plan, started } = countStarts(planOf(subject, scene))
      const came: Frame[] = []
      const decodings: DecodingState[] = []
      let underWay = 0
      const decoder = (denoised: Latent) => async () => {
        underWay += 1
        if (underWay > 1) refute(`${underWay} estimates were decoded at once`)
        const decoding = { started: started(), newest: Number.POSITIVE_INFINITY }
        decodings.push(decoding)
        for (let turn = 0; turn < turns; turn++) await settleTurns()
        underWay -= 1
        decoding.newest = came.length - 1
        return E.right(denoised)
      }
      const heard = await emissionsOf(
        frames(plan, slow ? { ...engine, denoiser: slowDown(engine.denoiser) } : engine).pipe(
          connect((shared) =>
            merge(
              shared.pipe(
                tap((frame) => came.push(frame)),
                ignoreElements(),
              ),
              shared.pipe(previews({ every, decoder })),
            ),
          ),
        ),
      )
      mustHaveSameFrames('with previews, and without', came, alone)
      mustBeInTurn(heard, decodings, alone)
      const due = alone.find(({ at, denoised }) => denoised !== null && at.index % every === 0)
      if (heard[0]?.at.index !== due?.at.index)
        refute(`the first preview is of step ${heard[0]?.at.index}, and step ${due?.at.index} was asked for`)
      const unheard = frames(planOf(subject, scene), engine).pipe(
        connect((shared) => {
          const listening = shared
            .pipe(previews({ every, decoder: () => () => new Promise<E.Either<never, never>>(() => undefined) }))
            .subscribe()
          return shared.pipe(finalize(() => listening.unsubscribe()))
        }),
      )
      mustHaveSameFrames('with a decoder that never answers, and without', await emissionsOf(unheard), alone)
    },
  )
