import { build, type Denoiser, describeSampleError, type Latent, plan, run, type Step } from '@sigmastream/core'
import { assertLaw, mustHaveSameFrames, orThrow, record, rollLaws, testNoise } from '@sigmastream/laws'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import {
  adaptiveProjection,
  type ConditionalDenoiser,
  euler,
  type GuidedConditions,
  guidedDenoiser,
  inpaint,
  maskOfRanges,
  withCfgpp,
  withGuidanceState,
  withReuse,
  withRoll,
} from '../src/index.js'

describe('a step on a sound that goes round', () => {
  it.each(rollLaws({ name: 'roll', withRoll }))('$name', async (law) => {
    await expect(assertLaw(law)).resolves.toBeUndefined()
  })
})

const shape = [2, 2, 7] as const
const sigmas = [9, 5, 3, 2, 1, 0]
const shifts = [3, -2, 11, 0, 5]

/** Frame f at place f + by, round the ring. */
const later = ({ shape: [batch, channels, frames], data }: Latent, by: number): Latent =>
  build([batch, channels, frames], (out) => {
    data.slice().forEach((value, i) => {
      out[i - (i % frames) + (((((i % frames) + by) % frames) + frames) % frames)] = value
    })
  })

/** A model that knows where it is: each label answers another curve over the frames, nearer to x as sigma falls. */
const model: ConditionalDenoiser<number> = async (x, sigma, labels) =>
  labels.map((label) =>
    build(x.shape, (out) => {
      out.forEach((_, i) => {
        const place = i % x.shape[2]
        out[i] = (x.data[i] ?? NaN) / (1 + sigma) + Math.sin(place * (label + 1)) + label
      })
    }),
  )

/** The same, turned by hand: Euler's step asks once at each level, which says by how much. */
const byHand: ConditionalDenoiser<number> = async (x, sigma, ...told) => {
  const shift = shifts[sigmas.indexOf(sigma)] ?? NaN
  return (await model(later(x, shift), sigma, ...told)).map((answer) => later(answer, -shift))
}

const framesOf = (step: Step, denoiser: Denoiser) =>
  record(orThrow(plan({ step, schedule: sigmas, shape })), { denoiser, noise: testNoise(7) })

const guidance: Omit<GuidedConditions<number>, 'toward' | 'away'> = {
  scale: 3,
  refresh: 2,
  rule: adaptiveProjection({ momentum: -0.5 }),
}

describe('what is around the denoiser of a step that is turned', () => {
  it.each<readonly [string, Step, Partial<GuidedConditions<number>>]>([
    ['no guidance', euler(), { scale: 1 }],
    ['guidance with a state', withGuidanceState(euler()), guidance],
    ['CFG++', withCfgpp(euler()), { scale: 0.6 }],
    ['CFG++ at scale 1', withCfgpp(euler()), { scale: 1 }],
    ['reuse', withReuse(0.9, euler()), { scale: 2 }],
  ])('%s is as if the model itself were turned, bit for bit', async (_, step, settings) => {
    const guided = (of: ConditionalDenoiser<number>): Denoiser =>
      guidedDenoiser(of, { toward: 0, away: 1, scale: 1, ...settings })
    const turned = withRoll(({ index }) => shifts[index] ?? NaN, step)
    mustHaveSameFrames('the runs', await framesOf(turned, guided(model)), await framesOf(step, guided(byHand)))
  })

  it('CFG++ with nothing to go away from leaves x where it is, however large the answer', async () => {
    const asked: Latent[] = []
    const denoiser: Denoiser = async (x) => {
      asked.push(x)
      const answer = build(shape, (out) => out.fill(1e30))
      return { ...answer, unconditional: answer }
    }
    const [first] = await framesOf(
      withRoll(() => 3, withCfgpp(euler())),
      denoiser,
    )
    expect(first?.carry.past[0]?.x.data).toEqual(later(asked[0]!, -3).data) // it is asked at least once
  })

  it('a projection stays where it is', async () => {
    const reference = build(shape, (out) => out.forEach((_, i) => (out[i] = i)))
    const mask = maskOfRanges(shape, [{ start: 1, end: 3 }])
    const step = inpaint(
      withRoll(({ index }) => shifts[index] ?? NaN, euler()),
      reference,
      mask,
    )
    const frames = await framesOf(step, async (x, sigma, signal) => (await model(x, sigma, [0], signal))[0]!) // one for one
    const made = frames.at(-1)?.carry.x.data ?? []
    const kept = [...reference.data].map((value, i) => (mask.data[i] === 0 ? value : made[i]))
    expect([...made]).toEqual(kept)
  })

  it('a shift by a part of a frame ends the run, and says what would be right', async () => {
    const half = plan({ step: withRoll(() => 0.5, euler()), schedule: sigmas, shape })
    const end = await run(half, { denoiser: async (x) => x, noise: testNoise(7) })()
    expect(E.isLeft(end) ? describeSampleError(end.left) : '').toBe(
      'step 0: the denoiser failed at sigma 9: a roll by 0.5 frames: give a whole number of them',
    )
  })
})
