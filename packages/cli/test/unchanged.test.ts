import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { combine, constant } from '@sigmastream/core'
import { expect, it } from 'vitest'
import { scratch, toyModel, type, wav } from './support.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
const input = at('level.wav')
writeFileSync(input, wav({ sampleRate: 8000, channels: [new Float32Array(8000).fill(0.25)] }))

/** A model that knows one sound alone: `input`. */
const model = toyModel((x) => Promise.resolve(combine([0, x], [1, constant(x.shape, 0.25)])))

it.each([
  ['1', 'that is what --strength 1 means'],
  ['0.5', 'nothing was changed, and a lower --strength changes more'],
])('says why a restyle of strength %s gave the clip itself: %s', async (strength, why) => {
  const line = ['restyle', input, '--strength', strength, '--steps', '4', '--seed', '1']
  const { exit, stderr, stdout } = await type([...line, '-o', at(`${strength}.wav`)], { model })
  expect(exit).toBe(0)
  expect(stdout + stderr).toContain(`it is IN itself: ${why}`)
})
