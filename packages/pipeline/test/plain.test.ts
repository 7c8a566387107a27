import type { Region } from '@sigmastream/core'
import { lastValueFrom } from 'rxjs'
import { describe, expect, it } from 'vitest'
import {
  exemplar,
  fillGap,
  generate,
  type MakeOptions,
  planOf,
  type Recipe,
  type Recording,
  RenderException,
  render,
  restyle,
  restyleSound,
  varySound,
} from '../src/index.js'
import { toneClip as clip, errorOf, gap, tone } from './support.js'

const few = { steps: 2, seed: 7 } as const

// What programs without types give, which JSON holds.
const recordingIn = (json: string): Recording => JSON.parse(json).it
const regionsIn = (json: string): readonly Region[] => JSON.parse(json).it
const optionsIn = (json: string): MakeOptions => JSON.parse(json)
const recipeIn = (json: string): Recipe => JSON.parse(json)

const mustBeRefused = (promise: Promise<unknown>, field: string, message: string): Promise<void> =>
  expect(promise).rejects.toMatchObject({
    error: { _tag: 'BadRecipe', field },
    message: expect.stringContaining(message),
  })

describe('options that would do nothing', () => {
  it.each([
    '{"prompt":"a flute"}',
    '{"seconds":9}',
    '{"cfg":2}',
    '{"device":"cpu"}',
    '{"headroom":1}',
    '{"negative":null}',
  ])('%s is refused where the embedded model makes it, as the command line does', async (json) => {
    const [name = ''] = Object.keys(JSON.parse(json))
    const said = `${name} is for Stable Audio${name === 'headroom' || name === 'padding' ? ' 3' : ''}: give model and its folder as well, or leave it out`
    await mustBeRefused(fillGap(clip, gap, { ...few, ...optionsIn(json) }), name, said)
    await mustBeRefused(
      lastValueFrom(render({ ...restyle(1), ...recipeIn(json) }, { model: exemplar(), clip })),
      name,
      said,
    )
  })

  it.each(['batch', 'item'])('%s is refused where one result is given', async (name) => {
    await mustBeRefused(
      fillGap(clip, gap, { ...few, ...optionsIn(`{"${name}":2}`) }),
      name,
      `${name} is for several results, and this makes one: leave it out, or render the recipe`,
    )
  })

  it('what a recipe stores of what was learnt from is no option', async () => {
    const options = optionsIn('{"exemplars":["a.flac"]}')
    await mustBeRefused(fillGap(clip, gap, { ...few, ...options }), 'learnFrom', 'give recordings as learnFrom')
  })

  it('another recording to learn from is refused with a model of its own', async () => {
    const both = Object.assign(optionsIn('{"learnFrom":["other.wav"]}'), { ...few, model: exemplar() })
    await mustBeRefused(
      fillGap(clip, gap, both),
      'learnFrom',
      'learnFrom is for the embedded model: leave it or model out',
    )
  })
})

describe('what is wrong', () => {
  it('is said with the names that the functions have for it', async () => {
    const silent = { sampleRate: 8000, channels: [new Float32Array(16000)] }
    await expect(restyleSound(silent, 0.5, few)).rejects.toThrow('learnFrom takes clips with sound in them')
    await mustBeRefused(fillGap('there/is/none.wav', gap, few), 'recording', 'there/is/none.wav')
    await mustBeRefused(fillGap(clip, gap, { ...few, learnFrom: ['none.wav'] }), 'learnFrom', 'none.wav')
  })

  it('no region is refused, and so is a region that is no list', async () => {
    await mustBeRefused(fillGap(clip, [], few), 'regions', 'regions: none; give at least one { from, to } in seconds')
    const right = 'give a list of { from, to } in seconds'
    await mustBeRefused(
      fillGap(clip, regionsIn('{"it":{"from":1,"to":2}}'), few),
      'regions',
      `regions is {"from":1,"to":2}: ${right}`,
    )
    await mustBeRefused(fillGap(clip, regionsIn('{}'), few), 'regions', `regions is missing: ${right}`)
  })

  it('a recording that is not finite is said to be that', async () => {
    const broken = {
      sampleRate: 8000,
      channels: [Float32Array.from(tone(2).channels[0] ?? [], (x, i) => (i === 9 ? NaN : x))],
    }
    await mustBeRefused(fillGap(broken, gap, few), 'recording', 'recording: the clip is not finite')
    await mustBeRefused(restyleSound(clip, 0.5, { ...few, learnFrom: [broken] }), 'learnFrom', 'the clip is not finite')
  })

  it('a recording that is none is refused by its field', async () => {
    const right = 'give the name of a file, sound as { sampleRate, channels }, or a clip'
    await mustBeRefused(fillGap(recordingIn('{}'), gap, few), 'recording', `recording is missing: ${right}`)
    await mustBeRefused(fillGap('', gap, few), 'recording', `recording is "": ${right}`)
    await mustBeRefused(fillGap(recordingIn('{"it":7}'), gap, few), 'recording', `recording is 7: ${right}`)
    await mustBeRefused(fillGap(clip, gap, { ...few, learnFrom: [''] }), 'learnFrom', `learnFrom is "": ${right}`)
    await mustBeRefused(
      fillGap(clip, gap, { ...few, ...optionsIn('{"learnFrom":"a.flac"}') }),
      'learnFrom',
      'learnFrom is "a.flac": give a list of recordings',
    )
  })
})

describe('varySound', () => {
  it('goes as far as it is told, by amount or by level, and says both', async () => {
    const made = await varySound(clip, { amount: 0.8, ...few })
    const { amount, noiseLevel = NaN } = made.job.recipe
    expect({ amount, same: made.change?.same }).toEqual({ amount: 0.8, same: false })
    expect(noiseLevel).toBe(made.job.piece.levelOf(0.8))
    const exact = await varySound(clip, { noiseLevel, ...few })
    expect(exact.latent.data).toEqual(made.latent.data)
    expect((await varySound(clip, few)).job.recipe.amount).toBe(0.5)
  })

  it('rejects what is the recording itself, and says what to raise', async () => {
    expect(await errorOf(varySound(clip, { noiseLevel: 0.5, ...few }))).toMatchObject({ _tag: 'RenderFailed' })
    await expect(varySound(clip, { noiseLevel: 0.5, ...few })).rejects.toThrow('give a higher noiseLevel, such as ')
  })

  it('both at once are refused, and so are options that are none', async () => {
    await mustBeRefused(varySound(clip, { amount: 0.5, noiseLevel: 9 }), 'amount', 'leave one of them out')
    await expect(varySound(clip, optionsIn('2'))).rejects.toBeInstanceOf(RenderException)
    for (const nothing of ['null', '"fast"', '7']) {
      await expect(fillGap(clip, gap, optionsIn(nothing))).rejects.toMatchObject({
        error: { _tag: 'BadRecipe' },
        message: `the options are ${nothing}: give an object, or leave them out`,
      })
      await expect(restyleSound(clip, 0.5, optionsIn(nothing))).rejects.toBeInstanceOf(RenderException)
    }
  })

  it('restyle at strength 1 is the recording itself, and says so', async () => {
    expect((await restyleSound(clip, 1, few)).change).toMatchObject({ same: true })
    expect((await restyleSound(clip, 0, few)).change).toMatchObject({ same: false })
    expect((await fillGap(clip, gap, few)).change).toBeNull()
  })
})

describe('a paint window that is none', () => {
  it.each([
    [{ paintStart: 3 }, 'paintStart'],
    [{ paintEnd: 3 }, 'paintEnd'],
    [{ paintStart: 1, paintEnd: 3 }, 'paintEnd'],
    [{ paintStart: 2, paintEnd: 1 }, 'paintStart'],
  ])('%j blames %s', (window, field) =>
    mustBeRefused(fillGap(clip, gap, { ...few, ...window }), field, 'whole numbers with 0 <= start <= end <= 2'),
  )
})

describe('render and planOf', () => {
  it.each([
    ['{"steps":1}', 'command', 'command is missing: give one of generate, inpaint, restyle, vary'],
    ['{"command":"restile","strength":1}', 'command', 'command is "restile": give restyle, or another of'],
    ['{"command":"restyle","strength":1,"steps":0}', 'steps', 'steps is 0: give a whole number from 1 to 10000'],
    [
      '{"command":"inpaint","regions":{"from":1,"to":2},"feather":0,"paintStart":null,"paintEnd":null}',
      'regions',
      'give a list of { from, to } in seconds',
    ],
  ])('refuse the recipe %s by its field', async (json, field, message) => {
    const recipe = recipeIn(json)
    await mustBeRefused(lastValueFrom(render(recipe, { model: exemplar(), clip })), field, message)
    expect(await planOf(recipe, { model: exemplar(), clip })()).toMatchObject({ left: { _tag: 'BadRecipe', field } })
  })

  it('name the field of what the schedule, the regions and the paint window are refused for', async () => {
    const wrongs: readonly (readonly [MakeOptions & { readonly paintEnd?: number }, string, string])[] = [
      [{ sigmaMin: 9, sigmaMax: 2 }, 'sigmaMax', 'sigmaMax: sigma min 9 and sigma max 2; give'],
      [{ sigmaMin: 999 }, 'sigmaMin', 'sigmaMin: sigma min 999 and sigma max'],
      [{ paintEnd: 9 }, 'paintEnd', 'paintEnd: steps 0 to 9 of 2; give'],
    ]
    for (const [options, field, message] of wrongs)
      await mustBeRefused(fillGap(clip, gap, { ...few, ...options }), field, message)
    await mustBeRefused(
      fillGap(clip, [{ from: 1, to: 9 }], few),
      'regions',
      'the region: from 1 to 9, past the end; give',
    )
    expect(await errorOf(lastValueFrom(render(generate, { model: exemplar() })))).toMatchObject({ field: 'clip' })
  })
})
