import { isGuidedAt, type Latent } from '@sigmastream/core'
import {
  adaptiveProjection,
  type ConditionalDenoiser,
  euler,
  frequencyDecoupled,
  type GuidedConditions,
  guidedDenoiser,
  magnitudeAware,
  outputOfFlow,
  perpendicular,
  tangential,
  zeroStar,
} from '@sigmastream/samplers'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { describeRenderError } from '../src/index.js'
import { branchesOf } from '../src/recipe/branches.js'
import { scaleOf, stepUnder, throughOf } from '../src/stable-audio/guidance.js'
import { checkGuidanceFields, type GuidanceFields, guidanceFieldsOf } from '../src/stable-audio/guidance-fields.js'

const shape = [1, 2, 4] as const
const latentOf = (values: readonly number[]): Latent => ({ shape, data: Float32Array.from(values) })
const answers: Readonly<Record<string, Latent>> = {
  toward: latentOf([1, -2, 3, 0.5, 2, 1, -1, 4]),
  away: latentOf([0.5, 1, -1, 2, 0, 3, 1, -2]),
  neutral: latentOf([0.1, 0.2, 0.3, -0.4, 0, 1, 2, -1]),
}
const model: ConditionalDenoiser<'toward' | 'away' | 'neutral'> = async (x, _, branches) =>
  branches.map((branch) => answers[branch] ?? x)
const x = latentOf([3, 1, 4, 1, 5, 9, 2, 6])
const { signal } = new AbortController()
const branches = { toward: 'toward', away: 'away', neutral: 'neutral' } as const

/** What the fields of a recipe make of the model, at two sigmas. */
const made = async (fields: GuidanceFields): Promise<readonly number[]> => {
  const { through } = throughOf(fields, { scale: 4, phi: 0.3 })
  if (through === undefined) return []
  const denoiser = through(model, outputOfFlow)
  const both = [await denoiser(x, 2, signal), await denoiser(x, 8, signal)]
  return both.flatMap(({ data }) => [...data])
}

const expected = async (of: Partial<GuidedConditions<string>>): Promise<readonly number[]> => {
  const denoiser = guidedDenoiser(model, { ...branches, scale: 4, phi: 0.3, output: outputOfFlow, ...of, ...branches })
  const both = [await denoiser(x, 2, signal), await denoiser(x, 8, signal)]
  return both.flatMap(({ data }) => [...data])
}

describe('the guidance of a recipe', () => {
  it('is the model’s own where nothing else is asked for', async () => {
    expect(throughOf({}, { scale: 4 })).toEqual({})
    expect(throughOf({ guidance: 'cfg', cfgRefresh: 1, cfgPp: false }, { scale: 4 })).toEqual({})
  })

  it.each<readonly [GuidanceFields, Partial<GuidedConditions<string>>]>([
    [{ cfgPp: true }, {}],
    [{ cfgRefresh: 3 }, { refresh: 3 }],
    [{ guidance: 'apg' }, { rule: adaptiveProjection() }],
    [
      { guidance: 'apg', apgParallel: 0.4, apgThreshold: 2, apgMomentum: -0.5 },
      { rule: adaptiveProjection({ parallel: 0.4, threshold: 2, momentum: -0.5 }) },
    ],
    [{ guidance: 'fdg' }, { rule: frequencyDecoupled({ slow: 0.5 }) }],
    [{ guidance: 'fdg', fdgSlow: 0.1 }, { rule: frequencyDecoupled({ slow: 0.1 }) }],
    [{ guidance: 'zero-star' }, { rule: zeroStar() }],
    [{ guidance: 'zero-star', stillAbove: 5 }, { rule: zeroStar({ stillAbove: 5 }) }],
    [{ guidance: 'tcfg' }, { rule: tangential() }],
    [{ guidance: 'magnitude-aware' }, { rule: magnitudeAware() }],
    [{ guidance: 'perp-neg' }, { rule: perpendicular() }],
  ])('%j is what its rule is', async (fields, of) => {
    expect(await made(fields)).toEqual(await expected(of))
  })

  it('asks for as many branches as it needs', () => {
    expect(branchesOf({})).toBe(1)
    expect(branchesOf({ cfg: '1:500,1:2' })).toBe(1)
    expect(branchesOf({ cfg: '1:500,2:2' })).toBe(2)
    expect(branchesOf({ cfg: 1, cfgPp: true })).toBe(2)
    expect(branchesOf({ cfg: 7, guidance: 'perp-neg' })).toBe(3)
  })

  it('has its scale at the middle of each frame, or by sigma', () => {
    const all = { start: 0, end: 4 }
    const curve = scaleOf('0@0,4@4', all, 1)
    expect(typeof curve === 'object' && [...curve]).toEqual([0.5, 1.5, 2.5, 3.5])
    const inWindow = scaleOf('0@0,4@4', { start: 2, end: 4 }, 1)
    expect(typeof inWindow === 'object' && [...inWindow]).toEqual([2.5, 3.5])
    const bySigma = scaleOf('7:100,1:1', all, 1)
    expect(typeof bySigma === 'function' && bySigma(10)).toBe(4)
    expect(scaleOf(7, all, 1)).toBe(7)
    expect([100, 1].map((sigma) => isGuidedAt({ scale: bySigma }, sigma))).toEqual([true, false])
  })

  it('makes of a step what it needs: the switch, and the memory of its state', () => {
    const [plain, switched, remembering] = [{}, { cfgPp: true }, { cfgRefresh: 2 }].map((of) => stepUnder(of)(euler()))
    expect(plain).toMatchObject({ name: euler().name, memory: euler().memory })
    expect(switched).toMatchObject({ name: `cfg++(${euler().name})`, memory: euler().memory })
    expect(remembering).toMatchObject({ name: euler().name, memory: 2 })
    expect(stepUnder({ guidance: 'apg', apgMomentum: 0.5 })(euler()).memory).toBe(2)
    expect(stepUnder({ guidance: 'apg' })(euler()).memory).toBe(euler().memory)
  })

  it('says of itself what is not the ordinary one, in full', () => {
    expect(guidanceFieldsOf({ cfg: 7 })).toEqual({})
    expect(guidanceFieldsOf({ guidance: 'apg', apgMomentum: 0.5, cfgPp: true, cfgRefresh: 2 })).toEqual({
      guidance: 'apg',
      apgParallel: 0,
      apgThreshold: null,
      apgMomentum: 0.5,
      cfgPp: true,
      cfgRefresh: 2,
    })
    expect(guidanceFieldsOf({ guidance: 'fdg' })).toEqual({ guidance: 'fdg', fdgSlow: 0.5 })
    expect(guidanceFieldsOf({ guidance: 'zero-star' })).toEqual({ guidance: 'zero-star', stillAbove: null })
    expect(guidanceFieldsOf({ guidance: 'tcfg' })).toEqual({ guidance: 'tcfg' })
  })

  it('refuses what has no effect, or goes with another way', () => {
    const said = (fields: GuidanceFields): string => {
      const checked = checkGuidanceFields(fields)
      return E.isLeft(checked) ? describeRenderError(checked.left) : ''
    }
    expect(said({ cfg: 7, negative: 'voices', guidance: 'perp-neg' })).toBe('')
    expect(said({ cfg: 1, cfgPp: true, cfgRefresh: 2 })).toBe('')
    expect(said({ cfg: 7, guidance: 'cfg', fdgSlow: 1 })).toMatch(/^fdgSlow is for guidance fdg: give guidance fdg/)
    expect(said({ cfg: 7, guidance: 'apg', stillAbove: 5 })).toMatch(/^stillAbove is for guidance zero-star/)
    expect(said({ cfg: '1@0,1@2', guidance: 'tcfg' })).toMatch(/^guidance: cfg 1@0,1@2 is without guidance/)
  })

  it('has a refusal with the denoiser where a rule cannot be', () => {
    const { through } = throughOf({ guidance: 'apg', apgMomentum: 2 }, { scale: 4 })
    expect(through?.(model, outputOfFlow).refusal?.wrong).toBe('a momentum of 2')
  })
})
