import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from '@sigmastream/core'
import { encodeNpy } from '@sigmastream/tensor-files'
import { expect, it } from 'vitest'
import { orThrow, scratch } from '../support.js'
import { quick, single, works } from './checkpoints.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)

it('--plot of a run on latents shows latents, whether it gives latents or sound', async () => {
  const latent = build([1, 8, 20], (out) => out.forEach((_, i) => (out[i] = Math.sin(i))))
  writeFileSync(at('z.npy'), orThrow(encodeNpy(latent)))
  const line = ['inpaint', at('z.npy'), '--from', '0.005', '--to', '0.02', '--model', single, ...quick, '--seed', '3']
  await works([...line, '--prompt', 'brushes', '--plot', at('latents.png'), '-o', at('out.npy')])
  await works([...line, '--prompt', 'brushes', '--plot', at('sound.png'), '-o', at('out.wav')])
  expect(readFileSync(at('sound.png')).equals(readFileSync(at('latents.png')))).toBe(true)
})
