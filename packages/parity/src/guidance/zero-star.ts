import { batchItem, combine, type Latent } from '@sigmastream/core'
import { type OutputOf, zeroStar } from '@sigmastream/samplers'
import { guidedAnswers } from './ask.js'
import { first, itemsOf, together } from './latents.js'
import { type Make, plainCalls } from './make.js'

/** Where the branches are what the network itself answers. */
export const asItIs: OutputOf = () => ({ x: 0, denoised: 1 })

const dot = (a: Latent, b: Latent): number => a.data.slice().reduce((sum, one, i) => sum + one * (b.data[i] ?? NaN), 0)

/** <a, b> / <b, b> of each item. */
const fitsOf = (a: Latent, b: Latent): readonly number[] =>
  itemsOf(a).map((one, i) => dot(one, batchItem(b, i)) / dot(batchItem(b, i), batchItem(b, i)))

/** The factor of CFG-Zero*: at scale 0 what is left is the unconditional estimate times it. */
export const zeroStarScale: Make = async (_, inputs) => {
  const away = first(inputs.uncond)
  const answers = await guidedAnswers(plainCalls(inputs).slice(0, 1), {
    scale: 0,
    rule: zeroStar(),
    output: asItIs,
  })
  const factors = fitsOf(first(answers), away)
  return [{ shape: [factors.length, 1, 1], data: Float32Array.from(factors) }]
}

/** ComfyUI's factor is told from the noise, x - D, and multiplies the denoised: one space for the other. */
export const comfyZeroStar: Make = async ({ scale = 1 }, { x, cond, uncond }) => {
  const [toward, away] = [first(cond), first(uncond)]
  const noise = (denoised: Latent): Latent => combine([1, x], [-1, denoised])
  const factors = fitsOf(noise(toward), noise(away))
  return [
    together(
      factors.map((factor, i) => combine([scale, batchItem(toward, i)], [(1 - scale) * factor, batchItem(away, i)])),
    ),
  ]
}
