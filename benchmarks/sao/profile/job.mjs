// A work done twice, in sessions that are profiled: takes it as JSON. Started by main.mjs.
import { loadStableAudio } from '@sigmastream/model-sao'
import { openAutoencoder } from '../parts/autoencoder.mjs'
import { loading, normal, right } from '../parts/common.mjs'

const twice = async (work) => {
  await work()
  await work()
}

const works = {
  dit: async (job) => {
    const model = await right(loadStableAudio(job.model, loading(job)))
    const items = [{ prompt: '128 BPM electronic drum loop', secondsStart: 0, secondsTotal: 6 }]
    const denoiser = await right(model.denoiser({ items, guidance: { scale: job.guidance } }))
    const x = normal([1, model.geometry.latentChannels, job.frames])
    const { signal } = new AbortController()
    await twice(() => denoiser(x, 10, signal))
    await model.close()
  },
  decode: async (job) => {
    const model = await openAutoencoder(job)
    const latent = normal([1, model.geometry.latentChannels, job.frames])
    await twice(() => right(model.decode(latent)))
    await model.close()
  },
}

const job = JSON.parse(process.argv[2])
await works[job.part](job)
