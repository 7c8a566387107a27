// The denoiser: under guidance two branches of the transformer and their combination.
import { loadStableAudio } from '@sigmastream/model-sao'
import { clocked, loading, normal, right, timed } from './common.mjs'

const sigma = 10
const item = { prompt: '128 BPM electronic drum loop', secondsStart: 0, secondsTotal: 6 }

const opened = async (job) => {
  const model = await right(loadStableAudio(job.model, loading(job)))
  const denoiser = await right(model.denoiser({ items: [item], guidance: { scale: job.guidance } }))
  const x = normal([job.batch ?? 1, model.geometry.latentChannels, job.frames])
  const { signal } = new AbortController()
  return () => denoiser(x, sigma, signal)
}

/** Seconds of a call. */
export const dit = async (job) => {
  const [call, load] = await clocked(() => opened(job))
  return { load, samples: await timed(job.runs, call) }
}

/** Seconds of a call for each clip of its batch. */
export const batch = async (job) => {
  const { load, samples } = await dit(job)
  return { load, samples: samples.map((seconds) => seconds / job.batch) }
}

/** Seconds from the start of the process to the answer of the first call. */
export const start = async (job) => {
  await (await opened(job))()
  return { samples: [(Date.now() - job.spawned) / 1000] }
}
