import { combine, drawsOf, latent, orThrow, plan, run, startAt } from '@sigmastream/core'
import { recordedTape } from '@sigmastream/core/noise'
import { sigmaOfTime } from '@sigmastream/core/schedules'
import { adaptiveProjection, guidedDenoiser, pingPong } from '@sigmastream/samplers'
import { afterAll, describe, expect, it } from 'vitest'
import type { GuidedThrough } from '../../src/dit/branches.js'
import { openSa3, sa3Conditioning, sa3Negative, sa3Recorded, sa3Tolerances, sizes } from './sa3-support.js'
import { distance, embeddingOf, latentOf, right } from './support.js'

const scale = 4

/** Adaptive projection, as stable-audio-3 guides. */
const projected: GuidedThrough = (branches, output) =>
  guidedDenoiser(branches, {
    scale,
    toward: 'toward',
    away: 'away',
    neutral: 'neutral',
    rule: adaptiveProjection({ parallel: 0 }),
    output,
  })

describe.each(sizes)('Stable Audio 3 (%s), told what of a sound is there', async (size) => {
  const [get, tolerance, dit] = await Promise.all([sa3Recorded(size), sa3Tolerances(size), openSa3(size)])
  afterAll(dit.close)
  const local = embeddingOf(get('inpaint.local_add_cond'))
  const [start, noise] = [latentOf(get('run.x_T')), get('run.noise').data]
  const count = start.data.length

  it.each([
    ['pingpong4_inpaint', {}],
    ['pingpong8_inpaint_cfg4_negative', { negative: sa3Negative(get), guidance: { scale }, through: projected }],
  ])('fills gaps as recorded, without a projection: %s', async (name, guided) => {
    const sigmas = Array.from(get(`run.${name}.t`).data, sigmaOfTime)
    const planned = plan({ step: pingPong(), schedule: sigmas, shape: start.shape })
    const from = orThrow(startAt(planned, combine([1 + (sigmas[0] ?? 0), start])))
    const draws = orThrow(drawsOf(from))
    const tape = recordedTape(
      draws,
      draws.map((_, i) => orThrow(latent(start.shape, noise.slice(i * count, (i + 1) * count)))),
    )
    const denoiser = right(dit.denoiser(sa3Conditioning(get, { local, ...guided })))
    const { x } = orThrow(await run(from, { denoiser, noise: tape })())
    expect(distance(x.data, get(`run.${name}.out`).data)).toBeLessThan(tolerance(`run.${name}.out`))
  })
})
