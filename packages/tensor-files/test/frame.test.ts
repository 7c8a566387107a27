import { join } from 'node:path'
import {
  type Carry,
  carryAt,
  chain,
  constant,
  denoise,
  eulerStep,
  type Frame,
  fingerprintOf,
  type Latent,
  orThrow,
  plan,
  score,
} from '@sigmastream/core'
import { describe, expect, it } from 'vitest'
import { decodeFrame, encodeFrame, encodeSafetensors, loadFrame, readTensors, saveFrame } from '../src/index.js'
import { beginnings, bitsOf, changedAt, inFolder, isRefused, left, right } from './support.js'

const shape = [1, 1, 4] as const
const whole = orThrow(plan({ step: chain(denoise, score, eulerStep), schedule: [4, 2, 1, 0], shape }))
const at = { index: 0, of: 3, from: 4, to: 2 }
const latent = (...values: readonly number[]): Latent => ({ shape, data: Float32Array.from(values) })
const x = latent(1, -0, Number.MIN_VALUE, 1e30)
const denoised = latent(0.1, 0.2, 0.3, 0.4)
const carry: Carry = { ...carryAt(x), past: [{ sigma: 4, x: latent(9, 8, 7, 6), denoised }] }
const frame: Frame = { at, carry, denoised }
const through = (of: Frame, beside: unknown = null) => right(decodeFrame(right(encodeFrame(whole, of, { beside }))))
const withState = (state: unknown): Frame => ({ ...frame, carry: { ...carry, slot: { owner: 'test', state } } })

describe('a frame in a file', () => {
  it('comes back as it was, with the plan that it is of and what was stored beside it', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'step-1.safetensors')
      right(await saveFrame(path, whole, frame, { beside: { done: 1, moved: [0.5], denoised } })())
      const back = right(await loadFrame(path)())
      expect(back).toEqual({
        ...frame,
        plan: fingerprintOf(whole),
        beside: { done: 1, moved: [0.5], denoised },
      })
      expect(bitsOf(back.carry.x)).toEqual(bitsOf(x))
      // Any reader of the format sees the latents, each once.
      expect([...right(await readTensors(path)()).keys()]).toEqual([
        'carry.x',
        'carry.past.0.x',
        'carry.past.0.denoised',
      ])
    })
  })

  it('keeps what JSON has no number for', () => {
    const state = { of: Infinity, low: -Infinity, none: NaN, zero: -0, list: [1, 'two', null, true] }
    expect(through(withState(state)).carry.slot).toEqual({ owner: 'test', state })
    expect(through({ ...frame, at: { ...at, of: Infinity } }).at.of).toBe(Infinity)
  })

  it('has one latent where there was one, and one memory where two shared it', () => {
    const shared = { shape, data: denoised.data }
    const evaluation = { sigma: 4, x, denoised, unconditional: shared, slot: { owner: 'guidance', state: { away: x } } }
    const back = through({ ...frame, carry: { ...carry, past: [evaluation] } })
    const [first] = back.carry.past
    expect(first?.x).toBe(back.carry.x)
    expect(first?.slot?.state).toEqual({ away: x })
    expect(first?.unconditional?.data).toBe(first?.denoised.data)
    expect(first?.unconditional).not.toBe(first?.denoised)
    expect(back.denoised).toBe(first?.denoised)
  })

  it.each([
    ['a function', { next: () => 1 }, 'state.next', 'a function'],
    ['an instance of a class', { map: new Map() }, 'state.map', 'an instance of Map'],
    ['a key that stands for a latent', { $latent: 1 }, 'state.$latent', 'a key that is kept'],
    ['a large whole number', { n: 1n }, 'state.n', 'a bigint'],
  ])('is not stored with %s in it, and it says where', (_, state, part, what) => {
    const error = left(encodeFrame(whole, withState(state)))
    expect(error).toMatchObject({ _tag: 'UnwritableFrame', part: `carry.slot.${part}`, what })
  })

  it('that goes round in a circle is not stored', () => {
    const round: { self?: unknown } = {}
    round.self = round
    expect(left(encodeFrame(whole, withState(round)))).toMatchObject({ what: 'nested deeper than 50 levels' })
  })
})

describe('a file that holds no frame is refused', () => {
  const bytes = right(encodeFrame(whole, frame))

  it('where it is of tensors alone', () => {
    const error = left(decodeFrame(right(encodeSafetensors(new Map([['x', x]])))))
    expect(error).toMatchObject({ _tag: 'Malformed', part: 'the frame', reason: expect.stringContaining('none in it') })
  })

  it('where it is of another version', () => {
    const text = new TextDecoder('latin1').decode(bytes)
    const version = text.indexOf('\\"version\\":1') + '\\"version\\":'.length
    const error = left(decodeFrame(changedAt(bytes, version, '2'.charCodeAt(0))))
    expect(error).toMatchObject({ reason: 'it is of version 2; version 1 is read here' })
  })

  it('where its latents have not the shape of its plan', () => {
    const wide = constant([1, 2, 4], 0)
    const stray = { ...frame, carry: { ...carry, past: [{ sigma: 4, x, denoised: wide }] } }
    expect(left(decodeFrame(right(encodeFrame(whole, stray))))).toMatchObject({
      reason: 'its denoised of evaluation 0 has not the shape of its plan, 1x1x4',
    })
  })

  it('wherever it is cut off', () => {
    expect(beginnings(bytes).filter((part) => !isRefused(decodeFrame(part)))).toEqual([])
  })

  it('or read as one, whichever byte of its text is another', () => {
    const end = 8 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)
    const values = [0x22, 0x30, 0x5d, 0x7d]
    const strange = Array.from({ length: end - 8 }, (_, i) => i + 8).filter((byte) => {
      const result = decodeFrame(changedAt(bytes, byte, values[byte % values.length] ?? 0))
      return !isRefused(result) && right(result).carry.x.data.length !== 4
    })
    expect(strange).toEqual([])
  })

  it('where there is none', async () => {
    await inFolder(async (folder) => {
      expect(left(await loadFrame(join(folder, 'none'))())).toMatchObject({ _tag: 'FileNotFound' })
      expect(left(await saveFrame(join(folder, 'no', 'where'), whole, frame)())).toMatchObject({
        _tag: 'FileNotWritable',
      })
    })
  })
})
