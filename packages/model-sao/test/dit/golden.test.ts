import type { Guidance } from '@sigmastream/core'
import { afterAll, describe, expect, it } from 'vitest'
import {
  conditioningOf,
  conditioningOfItem,
  distance,
  latentOf,
  layouts,
  noSignal,
  openTinyDit,
  recorded,
  right,
} from './support.js'

/** Of the largest recorded value. */
const TOLERANCE = 1e-5

const get = await recorded()

describe.each(layouts)('the diffusion transformer in the layout "%s"', async (layout) => {
  const dit = await openTinyDit(layout)
  afterAll(dit.close)

  const guidances: readonly (readonly [string, Guidance, boolean])[] = [
    ['dit.out', { scale: 1 }, false],
    ['dit.cfg1', { scale: 1 }, false],
    ['dit.cfg7', { scale: 7 }, false],
    ['dit.cfg7_phi0.75', { scale: 7, phi: 0.75 }, false],
    ['dit.cfg7_negative', { scale: 7 }, true],
  ]
  it.each(guidances)('answers %s as PyTorch does', async (name, guidance, negative) => {
    const network = right(dit.network(conditioningOf(get, guidance, negative)))
    const answer = await network(latentOf(get('dit.x')), [...get('dit.t').data], noSignal)
    expect(distance(answer.data, get(name).data)).toBeLessThan(TOLERANCE)
  })

  it.each([1, 7, 128])('answers %i frames as PyTorch does', async (frames) => {
    const network = right(dit.network(conditioningOfItem(get, { scale: 1 })))
    const answer = await network(latentOf(get(`dit.len${frames}.x`)), [get('dit.t').data[0] ?? NaN], noSignal)
    expect(distance(answer.data, get(`dit.len${frames}.out`).data)).toBeLessThan(TOLERANCE)
  })

  const sigmas = [500, 80, 3, 0.3].map((sigma, i) => [sigma, i] as const)
  it.each(sigmas)('denoises at sigma %d as k-diffusion does', async (sigma, i) => {
    const denoiser = right(dit.denoiser(conditioningOf(get, { scale: 7 })))
    const denoised = await denoiser(latentOf(get(`vdenoiser.${i}.x`)), sigma, noSignal)
    expect(distance(denoised.data, get(`vdenoiser.${i}.denoised`).data)).toBeLessThan(TOLERANCE)
  })
})
