import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readTensor } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { scratch, tone, type, wav } from './support.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
writeFileSync(at('in.wav'), wav(tone(1)))
writeFileSync(at('fade.csv'), 'second,strength\n0,1\n0.5,1\n0.9,0\n')
writeFileSync(at('paint.csv'), 'amount;time\n0;0.4\n1;0.6\n')

const few = ['--steps', '4', '--seed', '5']
const restyle = ['restyle', at('in.wav'), ...few]
const vary = ['vary', at('in.wav'), ...few]
const inpaint = ['inpaint', at('in.wav'), '--from', '0.4', '--to', '0.6', ...few]

/** The latents that a command makes, as their bytes. */
const made = async (...line: readonly string[]): Promise<Buffer> => {
  const { exit, stderr } = await type([...line, '--force', '-o', at('out.npy')])
  expect({ exit, stderr }).toMatchObject({ exit: 0 })
  return readFileSync(at('out.npy'))
}

/** Its latents [1, channels, frames], frame by frame. */
const framesOf = async (...line: readonly string[]): Promise<readonly (readonly number[])[]> => {
  await made(...line)
  const tensor = await readTensor(at('out.npy'))()
  if (E.isLeft(tensor)) throw new Error(tensor.left._tag)
  const { shape, data } = tensor.right
  const frames = shape.at(-1) ?? 0
  return Array.from({ length: frames }, (_, frame) => [...data].filter((__, i) => i % frames === frame))
}

describe('a strength that changes along the clip', () => {
  it('is one strength where it does not, typed and out of a file in either way', async () => {
    const one = await made(...restyle, '--strength', '0.5')
    expect((await made(...restyle, '--strength', '0.5@0')).equals(one)).toBe(true)
    writeFileSync(at('flat.csv'), '0,0.5\n')
    expect((await made(...restyle, '--strength', `@${at('flat.csv')}`)).equals(one)).toBe(true)
    expect((await made(...restyle, '--curve', `strength=@${at('flat.csv')}`)).equals(one)).toBe(true)
    expect((await made(...restyle, '--curve', 'strength=0.5@0')).equals(one)).toBe(true)
  })

  it('leaves the clip as it is where it is 1, and makes over what comes after', async () => {
    const [was, faded] = [
      await framesOf(...restyle, '--strength', '1'),
      await framesOf(...restyle, '--curve', `strength=@${at('fade.csv')}`),
    ]
    const half = Math.floor(was.length / 2)
    expect(faded.slice(0, half)).toEqual(was.slice(0, half))
    expect(faded.at(-1)).not.toEqual(was.at(-1))
  })

  it('stands in the recipe, which needs no file to be made again', async () => {
    await type([...restyle, '--curve', `strength=@${at('fade.csv')}`, '-o', at('faded.wav')])
    const again = await type(['rerun', at('faded.wav'), '--input', at('in.wav'), '--json', '-o', at('again.wav')])
    expect(JSON.parse(again.stdout).strength).toBe('1@0,1@0.5,0@0.9')
    expect(readFileSync(at('again.wav')).equals(readFileSync(at('faded.wav')))).toBe(true)
  })
})

describe('how far a variation goes along the clip', () => {
  it('is one amount where it does not change, bit for bit', async () => {
    const one = await made(...vary, '--amount', '0.6')
    expect((await made(...vary, '--amount', '0.6@0,0.6@0.5')).equals(one)).toBe(true)
    expect((await made(...vary, '--curve', 'amount=0.6@0')).equals(one)).toBe(true)
  })

  it('leaves the clip as it is where it is 0, and varies what comes after as far as it says', async () => {
    const [was, varied] = [
      await framesOf(...restyle, '--strength', '1'),
      await framesOf(...vary, '--amount', '0@0,0@0.5,0.8@0.6'),
    ]
    const half = Math.floor(was.length / 2)
    expect(varied.slice(0, half)).toEqual(was.slice(0, half))
    expect(varied.at(-1)).not.toEqual(was.at(-1))
    const { stdout } = await type([...vary, '--amount', '0@0,0@0.5,0.8@0.6', '--json', '--force', '-o', at('v.wav')])
    const { amount, noiseLevel } = JSON.parse(stdout)
    const one = JSON.parse((await type([...vary, '--amount', '0.8', '--json', '--force', '-o', at('w.wav')])).stdout)
    expect({ amount, noiseLevel }).toEqual({ amount: '0@0,0@0.5,0.8@0.6', noiseLevel: one.noiseLevel })
    const again = ['rerun', at('v.wav'), '--input', at('in.wav'), '-o', at('v2.wav')]
    expect(await type(again)).toMatchObject({ exit: 0, stdout: expect.stringContaining('0.8@0.6 goes up to noise') })
    expect(readFileSync(at('v2.wav')).equals(readFileSync(at('v.wav')))).toBe(true)
  })
})

describe('how much of a region is made anew', () => {
  it('is all of it at 1, and nothing at 0', async () => {
    const all = await made(...inpaint)
    expect((await made(...inpaint, '--paint-amount', '1')).equals(all)).toBe(true)
    expect((await made(...inpaint, '--paint-amount', '0')).equals(await made(...restyle, '--strength', '1'))).toBe(true)
    expect((await made(...inpaint, '--curve', `paint-amount=@${at('paint.csv')}`)).equals(all)).toBe(false)
  })
})

describe('what is no curve', () => {
  it.each([
    [
      [...restyle],
      '--strength is missing: give a number from 0 to 1 (0 ignores IN, 1 keeps all of it), or such numbers',
    ],
    [[...restyle, '--strength', '1@0,2@3'], '--strength is "1@0,2@3": give a number from 0 to 1'],
    [[...restyle, '--strength', '1:500,0:3'], '--strength is "1:500,0:3": give a number from 0 to 1'],
    [
      [...restyle, '--strength', '@'],
      '--strength is "@": give the name of a file after it, such as --strength @curve.csv',
    ],
    [
      [...restyle, '--curve', 'strength'],
      '--curve is "strength": give strength or cfg, = and a curve, such as --curve strength=@file.csv',
    ],
    [[...restyle, '--curve', 'amount=1@0'], '--curve is "amount=1@0": give strength or cfg, = and a curve'],
    [
      [...restyle, '--strength', '1', '--curve', 'strength=1@0'],
      '--curve strength and --strength: leave one of them out',
    ],
    [[...inpaint, '--curve', 'strength=1@0'], '--curve is "strength=1@0": give paint-amount or cfg, = and a curve'],
    [[...inpaint, '--curve', 'paint-amount=@nowhere.csv'], '--paint-amount: there is no file nowhere.csv'],
    [
      [...restyle, '--strength', '1@0,0.5@0.9', '--sampler', 'dpm-adaptive'],
      '--strength: a curve, where the solver finds its steps while it runs; give one number, or a sampler that goes down a list',
    ],
    [
      [...vary, '--amount', '0@0,0.5@0.9', '--sampler', 'dpm-adaptive'],
      '--amount: a curve, where the solver finds its steps while it runs; give no levels, or a sampler that goes down a list',
    ],
    [[...vary, '--amount', '0@0,0.5@0.9', '--noise-level', '3'], '--amount is a --noise-level already'],
    [[...vary, '--curve', 'cfg=2@0'], '--cfg is for Stable Audio'],
  ])('%j is refused', async (line, says) => {
    const { exit, stderr } = await type([...line, '-o', at('none.wav')])
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: expect.stringContaining(says) })
  })

  it.each([
    [
      '0,1\n0,0.5\n',
      'has a second twice, or one below 0: give seconds from 0 on, each once, such as "0,1" and "5.5,0.3"',
    ],
    ['sigma,strength\n5,1\n', 'names sigmas in its heading, and a file has seconds and a strength for each'],
    ['0,1\n2\n', 'line 2 is no second and strength: write lines such as "0,1"'],
    ['', 'has 0 lines: give 1 to 10000 of them'],
    ['0,3\n', '--strength is "3@0": give a number from 0 to 1'],
  ])('a file of %j is refused', async (text, says) => {
    writeFileSync(at('wrong.csv'), text)
    const { exit, stderr } = await type([...restyle, '--curve', `strength=@${at('wrong.csv')}`, '-o', at('none.wav')])
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: expect.stringContaining(says) })
  })
})
