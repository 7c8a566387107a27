import { build, type Latent } from '@sigmastream/core'

/** The first frames of a latent. */
export const firstFrames = (all: Latent, frames: number): Latent => {
  const [batch, channels, whole] = all.shape
  return frames === whole
    ? all
    : build([batch, channels, frames], (out) => {
        for (let row = 0; row < batch * channels; row++)
          out.set(all.data.subarray(row * whole, row * whole + frames), row * frames)
      })
}
