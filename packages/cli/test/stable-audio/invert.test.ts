import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ReadonlyF32 } from '@sigmastream/core'
import { readTensor } from '@sigmastream/tensor-files'
import { describe, expect, it } from 'vitest'
import { orThrow, scratch, tone, wav } from '../support.js'
import { refused, single, works } from './checkpoints.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
writeFileSync(at('in.wav'), wav(tone(0.3, { sampleRate: 8000 })))
const model = ['--model', single, '--threads', '1']
const few = ['--seed', '3', '--steps', '4', '--invert']
const told = ['--from-prompt', 'brushes', '--prompt', 'a gong', ...few]
const read = async (name: string) => orThrow(await readTensor(at(name))())
const edited = async (from: string, ...more: readonly string[]) => {
  const line = ['edit', at('z.npy'), ...model, ...few, '--from-prompt', from, '--prompt', 'a gong']
  await works([...line, '--force', ...more, '-o', at('e.npy')])
  return read('e.npy')
}
const furthest = (a: ReadonlyF32, b: ReadonlyF32): number =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - (b[i] ?? NaN))))

describe('edit --invert', () => {
  it('gives the clip back where both prompts are the same, to rounding, and edits where they are not', async () => {
    await works(['encode', at('in.wav'), ...model, '-o', at('z.npy')])
    const clip = await read('z.npy')
    const peak = furthest(clip.data, new Float32Array(clip.data.length))
    expect(furthest((await edited('a gong')).data, clip.data)).toBeLessThan(1e-5 * peak)
    expect(furthest((await edited('brushes')).data, clip.data)).toBeGreaterThan(0.01 * peak)
  })

  it('leaves what is outside of a region as it is', async () => {
    const clip = await read('z.npy')
    const { data } = await edited('brushes', '--region', '0.1,0.2')
    const frames = clip.shape[2] ?? 0
    const changed = [...data].flatMap((value, i) => (value === clip.data[i] ? [] : [i % frames]))
    expect([Math.min(...changed), Math.max(...changed)]).toEqual([68, 136])
  })

  it('is by a sampler that draws noise, asks the model twice for each call, and is made again by rerun', async () => {
    const { stdout } = await works(['explain', 'edit', at('in.wav'), ...model, ...told, '--strength', '0'])
    expect(stdout).toMatch(/^sampler {4}dpmpp-3m-sde: /m)
    expect(stdout).toMatch(/^calls {6}8, of the model$/m)
    await edited('brushes', '--strength', '0')
    const again = ['rerun', at('e.npy.json'), '--input', at('z.npy'), '--model', single, '-o', at('again.npy')]
    await works(again)
    expect(JSON.parse(readFileSync(at('e.npy.json'), 'utf8'))).toMatchObject({ invert: true, sampler: 'dpmpp-3m-sde' })
    expect(readFileSync(at('again.npy')).equals(readFileSync(at('e.npy')))).toBe(true)
  })

  it.each([
    ['euler', 'a sampler that draws no noise; give one that draws noise in its steps'],
    ['dpm-adaptive', 'a sampler that finds its steps while it runs; give one that goes down a list'],
    [
      'sa-solver-pece',
      'a sampler that asks the model once more after its last noise; give one that adds its last noise',
    ],
  ])('refuses %s', async (sampler, says) => {
    const line = ['edit', at('in.wav'), ...model, ...told, '--sampler', sampler, '-o', at('no.npy')]
    expect(await refused(line)).toMatch(new RegExp(`^sigmastream: --sampler: ${says}`))
  })

  it('refuses noise that is drawn in the order of the steps', async () => {
    const line = ['edit', at('in.wav'), ...model, ...told, '--noise', 'torch-cpu', '-o', at('no.npy')]
    expect(await refused(line)).toContain(
      '--noise torch-cpu is drawn in the order of the steps, and --invert draws beside them: give --noise keyed',
    )
  })
})
