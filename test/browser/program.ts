// What a page would do, written for Node and browsers alike: the same functions run in both.
import { build, drawsOf, type NoiseSource, orThrow, plan, run, type Shape } from '@sigmastream/core'
import { gaussianDenoiser } from '@sigmastream/core/analytic'
import { brownian, keyed, torchCpu } from '@sigmastream/core/noise'
import { karras } from '@sigmastream/core/schedules'
import { frames } from '@sigmastream/core/stream'
import { assertLaw, noiseLaws, samplerLaws, stepSubject } from '@sigmastream/laws'
import { dpmpp2m, dpmpp3mSde, inpaint, maskOf } from '@sigmastream/samplers'
import { lastValueFrom, map, toArray } from 'rxjs'

const shape: Shape = [1, 4, 40]
const denoiser = gaussianDenoiser(0.5, 2)
const schedule = karras({ steps: 6, sigmaMin: 0.1, sigmaMax: 10 })
const reference = build(shape, (out) => out.forEach((_, i) => (out[i] = Math.sin(i * i))))
const mask = maskOf(shape, [{ from: 1, to: 2 }], 10)
const filling = orThrow(plan({ step: inpaint(dpmpp3mSde(), reference, mask), schedule, shape }))

/** The bits of float32 values as whole numbers: what two machines agree on, or not. */
const bitsOf = (data: ArrayLike<number>): readonly number[] => [...new Int32Array(Float32Array.from(data).buffer)]

const filled = async (noise: NoiseSource): Promise<readonly number[]> =>
  bitsOf(orThrow(await run(filling, { denoiser, noise })()).x.data)

/** The bits of an inpainting by a stochastic sampler, with every kind of noise that knows no device. */
export const inpaintings = async (): Promise<Readonly<Record<string, readonly number[]>>> => ({
  keyed: await filled(keyed(7)),
  brownian: await filled(brownian(7)),
  torchCpu: await filled(torchCpu(7, orThrow(drawsOf(filling)))),
})

/** The bits of every frame of a run that is watched as a stream. */
export const watched = (): Promise<readonly (readonly number[])[]> =>
  lastValueFrom(
    frames(plan({ step: dpmpp2m(), schedule, shape }), { denoiser, noise: keyed(7) }).pipe(
      map((frame) => bitsOf(frame.carry.x.data)),
      toArray(),
    ),
  )

/** Checks the laws of a sampler and of a noise source, with few cases each. Gives the names of those that hold. */
export const lawsHeld = async (): Promise<readonly string[]> => {
  const laws = [
    ...samplerLaws(stepSubject('dpmpp-2m', dpmpp2m(), { order: 2 })),
    ...noiseLaws({ name: 'keyed', source: keyed }),
  ]
  for (const law of laws) await assertLaw(law, { seed: 456, runs: 5 })
  return laws.map(({ name }) => name)
}
