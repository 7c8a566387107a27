import { build, type Latent } from '@sigmastream/core'
import { type Device, listDevices } from '@sigmastream/onnx'
import { describe, expect, it } from 'vitest'
import { skippedUnless } from '../../../../test/skipped-unless.js'
import { describeStableAudioError, loadAutoencoder, loadStableAudio } from '../../src/index.js'
import { distance, fixtures, left, noSignal, recorded, right } from './support.js'

const folder = `${fixtures}checkpoint`
const absent: Device = process.platform === 'win32' ? 'coreml' : 'directml'

describe('a model on a device that is not here', () => {
  it('is refused when the network is first needed, by the name of the device', async () => {
    const model = right(await loadStableAudio(folder, { threads: 1, device: absent })())
    const request = { items: [{ prompt: 'rain', secondsStart: 0, secondsTotal: 5 }], guidance: { scale: 7 } }
    const errors = [left(await model.denoiser(request)()), left(await model.decode(recorded('vae.z'))())]
    await model.close()
    const alone = right(await loadAutoencoder(folder, { threads: 1, device: absent })())
    errors.push(left(await alone.encode(recorded('vae.audio'))()))
    await alone.close()
    for (const error of errors) {
      expect(error).toMatchObject({ _tag: 'LoadFailed', device: absent })
      expect(describeStableAudioError(error)).toContain('sigmastream devices')
    }
  })
})

const others = (await listDevices()()).filter(({ device }) => device !== 'cpu')

/** What the whole model makes of fixed inputs: the estimate of the denoiser, sound, latents. */
const made = async (device: Device): Promise<readonly Latent[]> => {
  const model = right(await loadStableAudio(folder, { threads: 1, device })())
  const request = { items: [{ prompt: 'glitchy sub bass', secondsStart: 0, secondsTotal: 5 }], guidance: { scale: 7 } }
  const denoiser = right(await model.denoiser(request)())
  const x = build([1, 8, 69], (out) => out.forEach((_, i) => (out[i] = 3 * Math.sin(i * i))))
  const denoised = await denoiser(x, 3, noSignal)
  const sound = right(await model.decode(recorded('vae.z'))())
  const { mean } = right(await model.encode(recorded('vae.audio'))())
  await model.close()
  return [denoised, sound, mean]
}

describe.each(others)('a model on $device', ({ device, state }) => {
  // Devices may round factors to ten bits (TF32) and approximate sines; guidance at scale 7 enlarges that.
  it(
    'denoises, decodes and encodes as the cpu does, to 2 % of the largest value',
    skippedUnless(state._tag === 'Works', `no device of kind ${device} here`),
    async () => {
      const [expected, ours] = [await made('cpu'), await made(device)]
      expect(ours).toHaveLength(3)
      ours.forEach((one, i) => expect(distance(one, expected[i]!)).toBeLessThan(0.02)) // as many of each
    },
  )
})
