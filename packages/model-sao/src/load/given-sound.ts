import { type Latent, type Refused, refuse } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import type { Embedding } from '../dit/conditioning.js'

/** What of a sound is there already, and what is to be made: one for all items of a request. */
export interface GivenSound {
  /** `[1, 1, frames]`, as masks are everywhere here: 1 where a frame is made anew, 0 where it is given. */
  readonly mask: Latent
  /** `[1, latentChannels, frames]`; what it holds where the mask is 1 is not told. */
  readonly source: Latent
}

/**
 * What a network with local conditioning is told of it for so many items, `[items, 1 + latentChannels, frames]`: the mask
 * turned round, for there 1 is what is given, and the source times that. Refused: another shape than the network's, and
 * a network that is told nothing of the kind (`localDim` 0). Source: stable-audio-3 `model.py`, `generate`
 * (`inpaint_mask`, then `inpaint_masked_input`).
 */
export const localConditioning = (
  { mask, source }: GivenSound,
  localDim: number,
  items: number,
): E.Either<Refused, Embedding> => {
  const [, channels, frames] = source.shape
  if (localDim === 0) return refuse('what is given', 'told to a model that fills no gaps itself', 'nothing')
  if (source.shape[0] !== 1 || channels !== localDim - 1)
    return refuse('what is given', `latents of ${source.shape.join(' x ')}`, `1 x ${localDim - 1} x frames`)
  if (mask.shape.join() !== [1, 1, frames].join())
    return refuse('the mask of what is given', mask.shape.join(' x '), `1 x 1 x ${frames}, as its latents have frames`)
  const kept = Float32Array.from(mask.data, (anew) => 1 - anew)
  const one = localDim * frames
  const data = new Float32Array(items * one)
  data.set(kept)
  for (let i = 0; i < source.data.length; i++) data[frames + i] = (source.data[i] ?? 0) * (kept[i % frames] ?? 0)
  for (let item = 1; item < items; item++) data.copyWithin(item * one, 0, one)
  return E.right({ dims: [items, localDim, frames], data })
}
