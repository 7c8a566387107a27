import { sigmaOfTime, timeOfSigma } from '@sigmastream/core/schedules'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { describeRenderError, type RenderError } from '../src/errors.js'
import { levelLine } from '../src/explain/level-line.js'
import { checkRising } from '../src/rising-schedule.js'
import { sigmasOf } from '../src/schedules.js'

const from = (schedule: 'log-snr-shift-rising' | 'log-snr-shift-scaled' | 'log-snr-shift-from-level', level: number) =>
  E.getOrElse((): readonly number[] => [])(
    sigmasOf({ schedule, steps: 8, frames: 24, sigmaMin: null, sigmaMax: sigmaOfTime(level) }),
  )

const times = (...asked: Parameters<typeof from>) => from(...asked).map((sigma) => timeOfSigma(sigma).toFixed(3))

describe('the schedules of Stable Audio 3 from a lower level', () => {
  it('rise by one name only', () => {
    expect(times('log-snr-shift-rising', 0.7).slice(0, 3)).toEqual(['0.700', '0.954', '0.909'])
    expect(times('log-snr-shift-scaled', 0.7).slice(0, 3)).toEqual(['0.700', '0.696', '0.689'])
    expect(times('log-snr-shift-from-level', 0.7).slice(0, 3)).toEqual(['0.700', '0.620', '0.534'])
  })

  it('are refused where they rise by a sampler that only goes down', () => {
    const said = (...asked: Parameters<typeof checkRising>) =>
      E.match(
        (error: RenderError) => describeRenderError(error),
        () => 'nothing',
      )(checkRising(...asked))
    const rising = { schedule: 'log-snr-shift-rising' } as const
    expect(said(rising, 'euler-ancestral', from('log-snr-shift-rising', 0.7))).toBe(
      'schedule log-snr-shift-rising rises once, and sampler euler-ancestral only goes down: give sampler euler, ping-pong, rk4-flow, dpmpp-2m-flow, or schedule log-snr-shift-scaled',
    )
    expect(said(rising, 'euler-ancestral', from('log-snr-shift-rising', 1))).toBe('nothing')
    expect(said(rising, 'ping-pong', from('log-snr-shift-rising', 0.7))).toBe('nothing')
    expect(said({ schedule: 'log-snr-shift-scaled' }, 'euler-ancestral', from('log-snr-shift-scaled', 0.7))).toBe(
      'nothing',
    )
  })

  it('are drawn up to their highest level', () => {
    expect(levelLine([2, 20, 9, 1, 0])).toBe('\u2583\u2587\u2586\u2582\u2581')
  })
})
