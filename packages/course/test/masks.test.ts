import { constant } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { expect, it } from 'vitest'
import { courseLatents, masksOf } from '../src/masks.js'

it('masks without a model are of 64 channels and 128 frames, which are just under six seconds', () => {
  const { shape, frameRate } = courseLatents
  expect([shape, frameRate, shape[2] / frameRate]).toEqual([[1, 64, 128], 21.533203125, (128 * 2048) / 44_100])
  const whole = masksOf([{ name: 'all', region: { from: 0, to: shape[2] / frameRate } }], constant(shape, 0), frameRate)
  if (E.isLeft(whole)) throw new Error(whole.left.wrong)
  const mask = whole.right.get('all')
  expect(mask?.shape).toEqual(shape)
  expect(new Set(mask?.data.slice())).toEqual(new Set([1]))
})
