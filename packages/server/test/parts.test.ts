import type { Recipe } from '@sigmastream/pipeline'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { stretchOf } from '../src/http/file-answer.js'
import { checkRequest, isLoopback } from '../src/http/guards.js'
import { stoppedRecipe } from '../src/room/stopped-recipe.js'
import { orThrow } from './support.js'

describe('a range of a file of 100 bytes', () => {
  it.each([
    ['bytes=0-9', { start: 0, end: 10 }],
    ['bytes=90-', { start: 90, end: 100 }],
    ['bytes=-10', { start: 90, end: 100 }],
    ['bytes=-1000', { start: 0, end: 100 }],
    ['bytes=50-5000', { start: 50, end: 100 }],
    ['bytes=100-', 'none'],
    ['bytes=-0', 'none'],
    ['bytes=9-0', null],
    ['bytes=-', null],
    ['bytes=0-1,3-4', null],
    ['samples=0-1', null],
    [null, null],
  ])('%s', (range, stretch) => expect(stretchOf(range, 100)).toEqual(stretch))
})

describe('a request', () => {
  const here = { host: '127.0.0.1', port: 4774, token: null }
  const allowed = (headers: Record<string, string>, bound: Parameters<typeof checkRequest>[1] = here): string =>
    checkRequest(new Headers(headers), bound)?.code ?? 'allowed'

  it.each(['localhost:4774', '127.0.0.1:4774', '[::1]:4774', 'LOCALHOST:4774'])('for the host %s is answered', (host) =>
    expect(allowed({ host })).toBe('allowed'),
  )

  it.each(['evil.example:4774', 'localhost:4775', 'localhost', '127.0.0.1.evil.example:4774', ''])(
    'for the host "%s" is not, whatever leads here',
    (host) => expect(allowed({ host })).toBe('forbidden'),
  )

  it.each([
    ['http://localhost:4774', 'allowed'],
    ['http://127.0.0.1:4774', 'forbidden'],
    ['https://localhost:4774', 'forbidden'],
    ['http://evil.example', 'forbidden'],
    ['null', 'forbidden'],
  ])('from a page of %s: %s', (origin, answer) => expect(allowed({ host: 'localhost:4774', origin })).toBe(answer))

  it('needs the token where there is one, as a header or as a cookie', () => {
    const bound = { host: 'studio.example', port: 80, token: 'a b' }
    const host = 'studio.example'
    expect(allowed({ host }, bound)).toBe('unauthorized')
    expect(allowed({ host, authorization: 'Bearer a c' }, bound)).toBe('unauthorized')
    expect(allowed({ host, authorization: 'Bearer a b' }, bound)).toBe('allowed')
    expect(allowed({ host, cookie: 'x=1; sigmastream-token=a%20b' }, bound)).toBe('allowed')
    expect(allowed({ host, cookie: 'sigmastream-token=%' }, bound)).toBe('unauthorized')
    expect(allowed({ host: 'other.example', authorization: 'Bearer a b' }, bound)).toBe('forbidden')
    expect(allowed({ host: 'other.example', authorization: 'Bearer a b' }, { ...bound, host: '0.0.0.0' })).toBe(
      'allowed',
    )
  })

  it.each([
    ['localhost', true],
    ['127.0.0.1', true],
    ['127.8.0.1', true],
    ['::1', true],
    ['0.0.0.0', false],
    ['127.example', false],
    ['192.168.0.2', false],
  ])('to %s comes from this machine alone: %s', (host, is) => expect(isLoopback(host)).toBe(is))
})

describe('a render that ends earlier', () => {
  const vary: Recipe = {
    command: 'vary',
    noiseLevel: 8,
    amount: 0.5,
    schedule: 'karras',
    steps: 4,
    sigmaMin: 1,
    seed: 3,
  }
  const sigmas = [8, 4, 2, 1, 0]

  it('goes down the levels so far, and then to 0', () => {
    expect(orThrow(stoppedRecipe(vary, sigmas, 4, 2))).toEqual({
      command: 'vary',
      noiseLevel: 8,
      amount: 0.5,
      seed: 3,
      schedule: 'list',
      sigmas: [8, 4, 2, 0],
    })
  })

  it('says the level that it begins at as its list does: a schedule may round it', () => {
    const rounded = stoppedRecipe({ ...vary, noiseLevel: 8.000001 }, sigmas, 4, 2)
    expect(orThrow(rounded)).toMatchObject({ noiseLevel: 8, sigmas: [8, 4, 2, 0] })
  })

  it('of a clip that is held begins where it began: what is left out of the list is its strength', () => {
    const restyle: Recipe = { command: 'restyle', strength: 0.5, steps: 4 }
    expect(orThrow(stoppedRecipe(restyle, sigmas, 2, 1))).toEqual({
      command: 'restyle',
      strength: 2 / 4,
      schedule: 'list',
      sigmas: [8, 4, 2, 1, 0],
    })
  })

  it('before a fork took over is what it was then', () => {
    const forked: Recipe = { ...vary, earlier: [{ until: 3, seed: 1 }] }
    expect(orThrow(stoppedRecipe(forked, sigmas, 4, 2))).toMatchObject({ seed: 1, sigmas: [8, 4, 2, 0] })
    expect(orThrow(stoppedRecipe(forked, sigmas, 4, 2))).not.toHaveProperty('earlier')
    const longer = orThrow(stoppedRecipe({ ...vary, earlier: [{ until: 1, seed: 1 }] }, sigmas, 4, 2))
    expect(longer).toMatchObject({ seed: 3, earlier: [{ until: 1, seed: 1 }] })
  })

  it('keeps the steps on which a gap is painted inside the list', () => {
    const inpaint: Recipe = { command: 'inpaint', regions: [], feather: 0, paintStart: 0, paintEnd: 4 }
    expect(orThrow(stoppedRecipe(inpaint, sigmas, 4, 1))).toMatchObject({ paintEnd: 2, sigmas: [8, 4, 0] })
  })

  it.each([
    ['a solver that chooses its steps', vary, null, 2],
    ['a walk that goes over steps again', vary, 7, 2],
    ['a strength by second', { command: 'restyle', strength: '1@0,0.3@2' } as const, 4, 2],
    ['its own end', vary, 4, 4],
  ])('is refused of %s', (_, recipe, steps, at) => expect(stoppedRecipe(recipe, sigmas, steps, at)).toSatisfy(E.isLeft))
})
