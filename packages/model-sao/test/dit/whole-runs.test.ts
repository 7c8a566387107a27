import {
  type Draw,
  drawsOf,
  drive,
  type Latent,
  orThrow,
  type Plan,
  plan,
  run,
  type Step,
  startAt,
  startOf,
} from '@sigmastream/core'
import { recordedTape } from '@sigmastream/core/noise'
import {
  dpmpp2m,
  dpmpp2mSde,
  dpmpp3mSde,
  euler,
  heun,
  inpaint,
  styleTransfer,
  variableInpaint,
} from '@sigmastream/samplers'
import { afterAll, describe, expect, it } from 'vitest'
import { conditioningOfItem, distance, latentOf, latentsOf, openTinyDit, recorded, right } from './support.js'

/** Of the largest recorded value, through a whole run. */
const TOLERANCE = 1e-4

const get = await recorded()
const [sigmas, start, noise] = [[...get('ex.sigmas').data], latentOf(get('ex.x_T')), latentsOf(get('ex.noise'))]
const [mask, reference] = [latentOf(get('ex.mask')), latentOf(get('ex.reference'))]

const planOf = (step: Step): Plan => orThrow(startAt(plan({ step, schedule: sigmas, shape: start.shape }), start))

/** The recorded noise, laid out for a plan's draws: `pick` says which of it a draw was. */
const tapeFor = (planned: Plan, pick: (draw: Draw, i: number) => number) => {
  const draws = orThrow(drawsOf(planned))
  return recordedTape(
    draws,
    draws.map((draw, i) => noise[pick(draw, i)] ?? start),
  )
}
const ofStep = ({ at }: Draw): number => at.index
const inOrder = (_: Draw, i: number): number => i

describe('whole runs on the network', async () => {
  const dit = await openTinyDit('checkpoint')
  afterAll(dit.close)
  const denoiser = right(dit.denoiser(conditioningOfItem(get, { scale: 7 })))

  const trajectory = async (planned: Plan): Promise<readonly Latent[]> => {
    const engine = { denoiser, noise: tapeFor(planned, ofStep) }
    const first = orThrow(startOf(planned, engine))
    const states = [first.x]
    for await (const { carry } of drive(planned, engine)) states.push(carry.x)
    return states
  }
  const last = async (planned: Plan, pick: (draw: Draw, i: number) => number): Promise<Latent> =>
    orThrow(await run(planned, { denoiser, noise: tapeFor(planned, pick) })()).x

  it.each([
    ['q1', euler()],
    ['q3', inpaint(euler(), reference, mask)],
    ['q4_3_9', variableInpaint(euler(), reference, mask, 3, 9)],
  ] as const)('%s passes through the recorded states', async (name, step) => {
    const states = await trajectory(planOf(step))
    const distances = latentsOf(get(`ex.${name}.trajectory`)).map((state, i) =>
      distance(states[i]?.data ?? [], state.data),
    )
    expect(distances).toHaveLength(sigmas.length)
    expect(Math.max(...distances)).toBeLessThan(TOLERANCE)
  })

  it.each([3, 8])('q5 started at step %i begins and ends as recorded', async (k) => {
    const planned = orThrow(styleTransfer(planOf(euler()), reference, k / (sigmas.length - 1)))
    const first = orThrow(startOf(planned, { denoiser, noise: tapeFor(planned, () => 0) }))
    expect(distance(first.x.data, get(`ex.q5_start${k}.x`).data)).toBeLessThan(1e-6)
    expect(distance((await last(planned, () => 0)).data, get(`ex.q5_start${k}.out`).data)).toBeLessThan(TOLERANCE)
  })

  it.each([
    ['dpmpp_2m', dpmpp2m()],
    ['dpmpp_2m_sde', dpmpp2mSde()],
    ['dpmpp_3m_sde', dpmpp3mSde()],
    ['heun', heun()],
  ] as const)('%s ends as recorded', async (name, step) => {
    expect(distance((await last(planOf(step), inOrder)).data, get(`ex.${name}.out`).data)).toBeLessThan(TOLERANCE)
  })
})
