import { combine, constant, frameList, orThrow, plan, resume } from '@sigmastream/core'
import { assertLaw, type FrameStorage, frameLaws, mustHaveSameFrames, stepSubject, testNoise } from '@sigmastream/laws'
import { decodeFrame, describeFileError, encodeFrame } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import {
  adaptiveProjection,
  type ConditionalDenoiser,
  catalogue,
  guidedDenoiser,
  type Sampler,
  type SamplerName,
  type SamplerOptions,
  samplers,
  withCfgpp,
  withGuidanceState,
  withReuse,
} from '../src/index.js'

const of: Readonly<Record<SamplerName, (options?: SamplerOptions) => Sampler>> = samplers

/** As the bytes of a file, and back. */
const throughBytes: FrameStorage = (planned, frame) =>
  pipe(
    encodeFrame(planned, frame),
    E.flatMap((bytes) => decodeFrame(bytes)),
    E.getOrElseW((error) => {
      throw new Error(describeFileError(error))
    }),
  )

// A first step that is no smaller than the scenes of the laws have room for.
const entries = catalogue.map(({ name }) => [name, of[name]({ firstStep: 0.5 })] as const)

describe.each([...entries, ['dpm++ 2m with reuse', withReuse(0.1, of['dpmpp-2m']())] as const])(
  'a frame of %s, stored',
  (name, step) => {
    const laws = frameLaws(stepSubject(name, step), throughBytes)
    it.each(laws.map((law) => [law.name, law] as const))('%s', (_, law) => assertLaw(law, { runs: 4 }))
  },
)

describe('a run under guidance that remembers', () => {
  const model: ConditionalDenoiser<number> = async (x, _, labels) =>
    labels.map((label) => combine([0.5, x], [label, constant(x.shape, 1)]))
  const denoiser = guidedDenoiser(model, {
    toward: 0.3,
    away: -0.2,
    scale: 0.6,
    within: { low: 0.8, high: 5 },
    refresh: 2,
    rule: adaptiveProjection({ momentum: -0.5 }),
  })
  const engine = { denoiser, noise: testNoise(3) }
  const whole = plan({
    step: withGuidanceState(withCfgpp(of['dpmpp-3m-sde']())),
    schedule: [9, 6, 4, 2, 1, 0.5, 0],
    shape: [1, 2, 5],
  })

  it('has the same bits after each of its frames, stored', async () => {
    const frames = orThrow(await frameList(whole, engine)())
    for (const [k, frame] of frames.entries()) {
      const stored = await throughBytes(orThrow(whole), frame)
      const rest = orThrow(await frameList(resume(whole, stored), engine)())
      mustHaveSameFrames(`after the stored frame ${k}`, rest, frames.slice(k + 1))
    }
    expect(frames.map(({ carry }) => carry.past[0]?.slot?.owner)).toContain('guidance')
  })
})
