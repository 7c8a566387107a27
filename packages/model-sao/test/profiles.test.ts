import { polyexponential } from '@sigmastream/core/schedules'
import { catalogue } from '@sigmastream/samplers'
import { describe, expect, it } from 'vitest'
import { profiles } from '../src/index.js'

describe('the profiles', () => {
  it('differ as their sources do', () => {
    const table = Object.entries(profiles).map(
      ([name, { steps, guidance, sampler, sigmaMin, sigmaMax, unconditional }]) =>
        [name, steps, guidance, sampler, sigmaMin, sigmaMax, unconditional].join(' '),
    )
    expect(table).toEqual([
      'exercises 50 7 euler 0.3 500 zeros',
      'model-card 100 7 dpmpp-3m-sde 0.3 500 zeros',
      'stable-audio-tools 100 7 dpmpp-3m-sde 0.01 100 zeros',
      'diffusers 100 7 dpmpp-2m-sde 0.3 500 zeros',
      'comfyui 50 4.98 dpmpp-3m-sde 0.03 500 empty-prompt',
    ])
  })

  it.each(Object.entries(profiles))(
    '%s names a sampler of the catalogue and a schedule that can be made',
    (_, profile) => {
      expect(catalogue.map(({ name }) => name)).toContain(profile.sampler)
      const { refusal, sigmas } = polyexponential(profile)
      expect(refusal).toBeUndefined()
      expect(sigmas).toHaveLength(profile.steps + 1)
      expect(sigmas[0]).toBeCloseTo(profile.sigmaMax, 6)
      expect(sigmas.slice(-2)).toEqual([expect.closeTo(profile.sigmaMin, 9), 0])
    },
  )

  it('start at sigma max, diffusers a little above it', () => {
    expect(profiles.diffusers.startScale * profiles.diffusers.sigmaMax).toBeCloseTo(Math.sqrt(500 ** 2 + 1), 9)
    const others = Object.entries(profiles).filter(([name]) => name !== 'diffusers')
    expect(others.every(([, { startScale }]) => startScale === 1)).toBe(true)
  })
})
