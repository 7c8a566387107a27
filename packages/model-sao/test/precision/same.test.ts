import { fileURLToPath } from 'node:url'
import { build, type Latent } from '@sigmastream/core'
import { describe, expect, it } from 'vitest'
import { loadStableAudio, quantize } from '../../src/index.js'
import { weightBytes } from '../../src/memory/weights.js'
import { isCodingMatrix, packingOf, weightsToPack } from '../../src/precision/matrices.js'
import type { Precision } from '../../src/precision/precision.js'
import { sa3Stored, sizes } from '../dit/sa3-support.js'
import { inFolder, right } from './support.js'

const waves = (shape: Latent['shape']): Latent =>
  build(shape, (out) => out.forEach((_, i) => (out[i] = Math.sin(i * i))))

/** In dB: the energy of what is right over that of the difference. */
const signalToNoise = (ours: Latent, expected: Latent): number => {
  const energy = (values: readonly number[]): number => values.reduce((sum, value) => sum + value * value, 0)
  const differences = Array.from(expected.data, (value, i) => (ours.data[i] ?? NaN) - value)
  return 10 * Math.log10(energy([...expected.data]) / energy(differences))
}

const latents = waves([1, 16, 12])
const sound = waves([1, 2, 1000])

const folderOf = (size: (typeof sizes)[number]): string =>
  fileURLToPath(new URL(`../../../../fixtures/tiny-sa3-${size}/checkpoint`, import.meta.url))

describe.each(sizes)('the autoencoder of Stable Audio 3 (%s)', (size) => {
  const folder = folderOf(size)

  it('is held in 8 bits where the transformer is, and close to what it was', () =>
    inFolder(async (cache) => {
      const coded = async (precision: Precision) => {
        const model = right(await loadStableAudio(folder, { precision, cache, threads: 1 })())
        const decoded = right(await model.decode(latents)())
        const { latent } = right(await model.encode(sound)())
        await model.close()
        return { decoded, latent }
      }
      const [exact, eight] = [await coded('fp32'), await coded('int8')]
      for (const part of ['decoded', 'latent'] as const) {
        expect(signalToNoise(eight[part], exact[part])).toBeGreaterThan(25)
        expect(signalToNoise(eight[part], exact[part])).toBeLessThan(80)
      }
    }))

  it('is counted as it is held', async () => {
    const stored = await sa3Stored(size)
    const matrices = stored.filter(isCodingMatrix)
    const values = (half: string): number =>
      matrices
        .filter(({ name }) => name.includes(`.${half}.`))
        .reduce((sum, { shape: [outputs = 0, inputs = 0] }) => sum + 3 * outputs * inputs - 4 * outputs, 0)
    const [exact, eight] = [weightBytes(stored, 'fp32', []), weightBytes(stored, 'int8', [])]
    expect(exact.encoder - eight.encoder).toBe(values('encoder'))
    expect(exact.decoder - eight.decoder).toBe(values('decoder'))
    expect(matrices.filter((one) => packingOf(one, 'fp16-weights') !== null)).toEqual([])
    expect(matrices.filter((one) => packingOf(one, 'int4') !== 'int8')).toEqual([])
    const empty = 'pretransform.model.bottleneck.noise_scaling_factor'
    const [eights, halves] = [weightsToPack(stored, 'int8'), weightsToPack(stored, 'fp16-weights')]
    expect(stored.some(({ name }) => name === empty)).toBe(true)
    expect(eights.some(({ name }) => name === empty)).toBe(false)
    expect(halves.some(({ name }) => name.startsWith('pretransform.'))).toBe(false)
  })
})

describe('the autoencoder of Stable Audio 3', () => {
  const folder = folderOf('small')

  it('is measured with the transformer, and kept where it does not hold', () =>
    inFolder(async (cache) => {
      const asked = { precision: 'int8', prompt: 'drums', seed: 1, threads: 1, cache } as const
      const { matrices, limit } = right(await quantize(folder, asked)())
      const coding = matrices.filter(isCodingMatrix)
      expect(coding.length).toBe(2 * 4 * 4)
      expect(Math.min(...coding.map(({ decibels }) => decibels))).toBeGreaterThan(limit)
      const strict = right(await quantize(folder, { ...asked, limit: 1000 })())
      expect(strict.kept.filter((name) => isCodingMatrix({ name }))).toHaveLength(coding.length)
      const model = right(await loadStableAudio(folder, { precision: 'int8', cache, threads: 1 })())
      const exact = right(await loadStableAudio(folder, { threads: 1 })())
      expect(right(await model.decode(latents)())).toEqual(right(await exact.decode(latents)()))
      await Promise.all([model.close(), exact.close()])
    }))
})
