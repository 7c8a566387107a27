import type { Audio } from '@sigmastream/audio'
import { build, type Latent, type Shape } from '@sigmastream/core'
import type { HeatMap, Pictures, RunPlot } from '../src/index.js'
import { latentPictures } from '../src/index.js'

/** A latent whose values depend on their index only. */
export const waves = (shape: Shape): Latent =>
  build(shape, (out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.sin(i * 0.37) * 2
  })

/** A sine of so many Hz and samples, mono. */
export const tone = (hertz: number, samples: number, sampleRate = 8000, gain = 1): Audio => ({
  sampleRate,
  channels: [Float32Array.from({ length: samples }, (_, i) => gain * Math.sin((2 * Math.PI * hertz * i) / sampleRate))],
})

/** Pictures that show what was before, too. */
export const withBefore = (pictures: Pictures): Pictures & { readonly before: HeatMap } => {
  if (pictures.before === null) throw new Error('nothing was before')
  return { ...pictures, before: pictures.before }
}

/** Ten seconds of latents, before and after. */
export const pictures = withBefore(latentPictures(waves([1, 4, 20]), waves([1, 4, 20]), 2))

/** A plot of an inpainting, with every part. */
export const inpainting: RunPlot = {
  title: 'Inpainting loop.flac',
  subtitle: 'euler, 4 steps, seed 42',
  pictures,
  regions: [{ from: 2, to: 4.5 }],
  sigmas: [80, 10, 1, 0.1, 0],
  moved: [
    { step: 1, rms: 0.5 },
    { step: 2, rms: 0.2 },
    { step: 3, rms: 0.01 },
  ],
  paint: { start: 1, end: 3 },
}
