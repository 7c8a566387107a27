import {
  type Denoiser,
  type Draw,
  drawsOf,
  frameList,
  type Latent,
  type NoiseSource,
  type PlanResult,
  plan,
  type Refused,
  refuse,
  type Step,
  startAt,
} from '@sigmastream/core'
import { recordedTape } from '@sigmastream/core/noise'
import type { Dit } from '@sigmastream/model-sao/parts'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Golden, itemsOf, need, needLatent } from './golden.js'
import type { PartError } from './part.js'
import { firstConditioning, RUN_GUIDANCE } from './recorded-conditioning.js'

/** What all tasks of a recording share; `noise` is one latent a draw. */
export interface Material {
  readonly denoiser: Denoiser
  readonly sigmas: readonly number[]
  readonly start: Latent
  readonly noise: readonly Latent[]
  readonly mask: Latent
  readonly reference: Latent
}

/** Refused where a part of it is not recorded, or does not fit the network. */
export const materialOf = (dit: Dit, golden: Golden): E.Either<Refused, Material> =>
  pipe(
    E.Do,
    E.bind('denoiser', () => pipe(firstConditioning(golden, RUN_GUIDANCE), E.flatMap(dit.denoiser))),
    E.bind('sigmas', () =>
      pipe(
        need(golden, 'ex.sigmas'),
        E.map(({ data }) => [...data]),
      ),
    ),
    E.bind('start', () => needLatent(golden, 'ex.x_T')),
    E.bind('noise', () => pipe(needLatent(golden, 'ex.noise'), E.map(itemsOf))),
    E.bind('mask', () => needLatent(golden, 'ex.mask')),
    E.bind('reference', () => needLatent(golden, 'ex.reference')),
  )

/** The place in the recorded noise of a draw, itself the `place`-th of its run. */
export type Pick = (draw: Draw, place: number) => number

/** In inpainting, the noise of a draw is that of its step. */
export const ofStep: Pick = ({ at }) => at.index

/** In samplers, every draw takes the next. */
export const inOrder: Pick = (_, place) => place

/** In style transfer, the one draw takes the first. */
export const first: Pick = () => 0

const tapeOf = (planned: PlanResult, noise: readonly Latent[], pick: Pick): E.Either<Refused, NoiseSource> => {
  const picked = (draw: Draw, place: number): E.Either<Refused, Latent> => {
    const one = noise[pick(draw, place)]
    const wrong = `${noise.length} tensors`
    return one === undefined ? refuse('ex.noise', wrong, `at least ${pick(draw, place) + 1}`) : E.right(one)
  }
  return pipe(
    drawsOf(planned),
    E.bindTo('draws'),
    E.bind('latents', ({ draws }) => E.traverseArrayWithIndex((place, draw: Draw) => picked(draw, place))(draws)),
    E.map(({ draws, latents }) => recordedTape(draws, latents)),
  )
}

/** The x that each step begins with, and after them the last. */
export const states = (
  planned: PlanResult,
  { denoiser, noise }: Material,
  pick: Pick,
): TE.TaskEither<PartError, readonly Latent[]> =>
  pipe(
    TE.fromEither<PartError, NoiseSource>(tapeOf(planned, noise, pick)),
    TE.flatMap((tape) => frameList(planned, { denoiser, noise: tape })),
    TE.map((frames) => [
      ...frames.flatMap(({ carry: { past } }) => past.slice(0, 1).map(({ x }) => x)),
      ...frames.slice(-1).map(({ carry: { x } }) => x),
    ]),
  )

/** A run of a step down the recorded sigmas, from the recorded start. Refused as `plan` of the core. */
export const planOf = (step: Step, { sigmas, start }: Material): PlanResult =>
  startAt(plan({ step, schedule: sigmas, shape: start.shape }), start)
