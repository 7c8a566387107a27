import { build, type FrameScale, type Latent } from '@sigmastream/core'

/**
 * Two latents of one shape, blended value by value with the scale at its frame, a number or one for each. Throws where
 * there is not one number a frame.
 */
export const blendFrames = (
  a: Latent,
  b: Latent,
  scale: FrameScale,
  blend: (a: number, b: number, scale: number) => number,
): Latent => {
  const { shape } = a
  const [, , frames] = shape
  if (typeof scale !== 'number' && scale.length !== frames)
    throw new RangeError(`a scale of guidance for ${scale.length} frames; give one for each of ${frames}`)
  const at = (frame: number): number => (typeof scale === 'number' ? scale : scale[frame]!) // one a frame, as was looked
  return build(shape, (out) => {
    for (let i = 0; i < out.length; i++) out[i] = blend(a.data[i]!, b.data[i]!, at(i % frames)) // a and b have one shape
  })
}

/** a + scale b; at frames of scale 0 a itself, to the bit. */
export const addScaled = (a: Latent, b: Latent, scale: FrameScale): Latent =>
  blendFrames(a, b, scale, (x, y, by) => (by === 0 ? x : x + by * y))

/** scale - 1, of a number or of each frame's. */
export const lessOne = (scale: FrameScale): FrameScale =>
  typeof scale === 'number' ? scale - 1 : Float32Array.from(scale, (one) => one - 1)
