// The autoencoder by itself.
import { loadAutoencoder, loadStableAudio } from '@sigmastream/model-sao'
import { clocked, loading, normal, right, timed } from './common.mjs'

/** Bytes that encoding and decoding may count on: a small laptop's. The length of chunks follows from it. */
const available = 2 ** 32

/** The autoencoder alone; in fewer bits it is part of its model, with which it is packed. */
export const openAutoencoder = ({ model, threads, precision }) =>
  right(
    precision === 'fp32'
      ? loadAutoencoder(model, { threads, available })
      : loadStableAudio(model, { ...loading({ threads, precision }), available }),
  )

/** Seconds of decoding so many frames, in chunks. */
export const decode = async ({ frames, runs, ...job }) => {
  const [model, load] = await clocked(() => openAutoencoder(job))
  const latent = normal([1, model.geometry.latentChannels, frames])
  return { load, samples: await timed(runs, () => right(model.decode(latent))) }
}

/** Seconds of encoding the sound of so many frames, in chunks. */
export const encode = async ({ frames, runs, ...job }) => {
  const [model, load] = await clocked(() => openAutoencoder(job))
  const { audioChannels, frameSamples } = model.geometry
  const { shape, data } = normal([1, audioChannels, frames * frameSamples])
  const audio = { shape, data: data.slice().map((value) => value / 10) }
  return { load, samples: await timed(runs, () => right(model.encode(audio))) }
}
