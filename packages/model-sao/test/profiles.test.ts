import { logSnr, logSnrShift, polyexponential, pureNoise, scaledTimes } from '@sigmastream/core/schedules'
import { catalogue } from '@sigmastream/samplers'
import { describe, expect, it } from 'vitest'
import { profiles, usualProfile } from '../src/index.js'

describe('the profiles', () => {
  it('differ as their sources do', () => {
    const table = Object.entries(profiles).map(
      ([name, { steps, guidance, sampler, schedule, sigmaMin, sigmaMax, unconditional }]) => {
        const levels = schedule === 'polyexponential' ? [sigmaMin, sigmaMax] : [schedule]
        return [name, steps, guidance, sampler, ...levels, unconditional].join(' ')
      },
    )
    expect(table).toEqual([
      'exercises 50 7 euler 0.3 500 zeros',
      'model-card 100 7 dpmpp-3m-sde 0.3 500 zeros',
      'stable-audio-tools 100 7 dpmpp-3m-sde 0.01 100 zeros',
      'diffusers 100 7 dpmpp-2m-sde 0.3 500 zeros',
      'comfyui 50 4.98 dpmpp-3m-sde 0.03 500 empty-prompt',
      'small 8 1 ping-pong log-snr zeros',
      'small-base 50 7 euler log-snr zeros',
      'sa3 8 1 ping-pong log-snr-shift-scaled zeros',
      'sa3-base 50 7 euler log-snr-shift-scaled zeros',
      'sa3-diffusers 8 1 ping-pong log-snr-shift-scaled empty-prompt',
      'sa3-base-diffusers 100 1 euler log-snr-shift-scaled empty-prompt',
    ])
  })

  it.each(Object.entries(profiles))(
    '%s names a sampler of the catalogue and a schedule that can be made',
    (_, profile) => {
      expect(catalogue.map(({ name }) => name)).toContain(profile.sampler)
      const { schedule, steps, sigmaMin, sigmaMax } = profile
      const made = {
        'log-snr': () => logSnr({ steps }),
        'log-snr-shift-scaled': () => scaledTimes({ steps, shift: logSnrShift() }),
        polyexponential: () => polyexponential(profile),
      }
      const { refusal, sigmas } = made[schedule]()
      expect(refusal).toBeUndefined()
      expect(sigmas).toHaveLength(steps + 1)
      expect(sigmas[0]).toBeCloseTo(schedule === 'polyexponential' ? sigmaMax : pureNoise, 6)
      expect(sigmas.at(-1)).toBe(0)
      expect(sigmas.at(-2)).toBeGreaterThanOrEqual(sigmaMin - 1e-9)
    },
  )

  it('start at sigma max, diffusers a little above it', () => {
    expect(profiles.diffusers.startScale * profiles.diffusers.sigmaMax).toBeCloseTo(Math.sqrt(500 ** 2 + 1), 9)
    const others = Object.entries(profiles).filter(([name]) => name !== 'diffusers')
    expect(others.every(([, { startScale }]) => startScale === 1)).toBe(true)
  })

  it('are usual for models of their own objective', () => {
    for (const objective of ['v', 'rf_denoiser', 'rectified_flow'] as const) {
      for (const family of ['stable-audio-open', 'stable-audio-3'] as const)
        expect(profiles[usualProfile(family, objective)].objective).toBe(objective)
    }
    expect(usualProfile('stable-audio-open', 'v')).toBe('model-card')
    expect(usualProfile('stable-audio-open', 'rf_denoiser')).toBe('small')
    expect(usualProfile('stable-audio-3', 'rf_denoiser')).toBe('sa3')
    expect(usualProfile('stable-audio-3', 'rectified_flow')).toBe('sa3-base')
  })

  it('of Stable Audio 3 make room behind the end and guide by projection, those of diffusers do neither', () => {
    const with6 = Object.entries(profiles).flatMap(([name, { headroom }]) => (headroom === 6 ? [name] : []))
    const projected = Object.entries(profiles).flatMap(([name, { guidanceRule }]) =>
      guidanceRule === 'apg' ? [name] : [],
    )
    expect(with6).toEqual(['sa3', 'sa3-base'])
    expect(projected).toEqual(['sa3', 'sa3-base'])
  })
})
