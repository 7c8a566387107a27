import { samplers } from '@sigmastream/samplers'
import { describe, expect, it } from 'vitest'
import { type ChainPart, chainName, chainParts } from '../../src/look/chain/parts.js'
import { wordsOf } from '../../src/look/chain/words.js'

const names = Object.values(samplers).map((sampler) => sampler().name)
const everyPart = (parts: readonly ChainPart[]): readonly ChainPart[] =>
  parts.flatMap((part) => [part, ...part.inside.flatMap(everyPart)])

it('a chain is its steps in order, with what stands in brackets', () => {
  expect(chainParts('denoise > dpmpp3mSdeUpdate > addNoise(ancestral)')).toEqual([
    { name: 'denoise', detail: null, inside: [] },
    { name: 'dpmpp3mSdeUpdate', detail: null, inside: [] },
    { name: 'addNoise', detail: 'ancestral', inside: [] },
  ])
})

it('chains inside a step are read as chains', () => {
  const [reuse] = chainParts('reuse(0.05: choose(denoise > eulerStep | denoise(to) > trapezoid))')
  expect(reuse).toMatchObject({ name: 'reuse', detail: '0.05' })
  const choose = reuse?.inside[0]?.[0]
  expect(choose?.inside.map((way) => way.map(({ name, detail }) => [name, detail]))).toEqual([
    [
      ['denoise', null],
      ['eulerStep', null],
    ],
    [
      ['denoise', 'to'],
      ['trapezoid', null],
    ],
  ])
})

it('nothing is a chain of no steps, and what cannot be read stays as it is', () => {
  expect(chainParts('')).toEqual([])
  expect(chainName(chainParts('a(b > c'))).toBe('a(b > c')
})

describe('every sampler of the catalogue', () => {
  it.each(names)('%s is read, and its steps have its name', (name) => {
    expect(chainName(chainParts(name))).toBe(name)
    for (const part of everyPart(chainParts(name))) {
      expect(part.name).toMatch(/^[a-zA-Z0-9]+$/)
      expect(part.detail ?? '').not.toMatch(/[()>|]/)
    }
  })

  it('has a step of its own way, and the words for what all share', () => {
    const own = wordsOf('eulerStep')
    expect(wordsOf('denoise')).not.toBe(own)
    const shared = names.flatMap((name) => everyPart(chainParts(name))).filter(({ name }) => wordsOf(name) !== own)
    expect(new Set(shared.map(({ name }) => name)).size).toBeGreaterThanOrEqual(5)
  })
})
