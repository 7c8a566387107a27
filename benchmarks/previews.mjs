// What a preview of the embedded model costs where the run is, and what sending it to another thread would cost instead.
// usage: npm run bench:previews
import { cpus } from 'node:os'
import { Worker } from 'node:worker_threads'
import { combine, orThrow } from '@sigmastream/core'
import { keyed } from '@sigmastream/core/noise'
import { exemplarCodec, exemplarModel } from '@sigmastream/model-exemplar'
import { median } from './musicians/measures.mjs'
import { long } from './musicians/sounds.mjs'

const rounds = 9

/** The median of some rounds, in milliseconds of the processor, on all threads; the first warms up. */
const busy = async (work) => {
  const times = []
  for (let round = 0; round <= rounds; round++) {
    const start = process.cpuUsage()
    await work()
    const { user, system } = process.cpuUsage(start)
    times.push((user + system) / 1000)
  }
  return median(times.slice(1))
}

/** A thread that answers a latent with as many samples as it was told: what is sent either way is copied, or handed over. */
const answering = `require('node:worker_threads').parentPort.on('message', function ({ samples, channels }) {
  const sound = Array.from({ length: channels }, () => new Float32Array(samples))
  this.postMessage(sound, sound.map(({ buffer }) => buffer))
})`

const startWorker = async () => {
  const worker = new Worker(answering, { eval: true })
  await new Promise((resolve) => worker.once('online', resolve))
  return worker
}

/** Sound of so many channels that differ. */
const recording = async (seconds, channels) => {
  const {
    sampleRate,
    channels: [samples],
  } = await long(seconds)
  return {
    sampleRate,
    channels: Array.from({ length: channels }, (_, c) => samples.map((value) => value * (1 - c / 4))),
  }
}

console.log(
  `node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'cpu'}, medians of ${rounds} rounds, in milliseconds of the processor\n`,
)
console.log('| recording | a call of the model | decoding, here | sending there and back | starting a thread |')
console.log('| --- | ---: | ---: | ---: | ---: |')
for (const [seconds, channels] of [
  [8, 1],
  [60, 2],
]) {
  const sound = await recording(seconds, channels)
  const codec = orThrow(exemplarCodec([{ sound, leaveOut: [] }]))
  const reference = orThrow(codec.encode(sound))
  const model = orThrow(exemplarModel({ exemplars: codec.exemplars(1), windowFrames: Math.round(codec.frameRate / 2) }))
  const { denoiser, close } = orThrow(await model.open(cpus().length)())
  const sigma = model.sigmaRange.max / 2
  const noise = keyed(1)({ lane: 'start', at: { index: 0, of: 1, from: sigma, to: 0 }, shape: reference.shape })
  const x = combine([1, reference], [sigma, noise])
  const { signal } = new AbortController()
  const samples = sound.channels[0].length
  const call = await busy(() => denoiser(x, sigma, signal))
  const decoding = await busy(() => codec.decode(reference, samples))
  const worker = await startWorker()
  const sending = await busy(() => {
    const answered = new Promise((resolve) => worker.once('message', resolve))
    worker.postMessage({ latent: reference.data, samples, channels }, [])
    return answered
  })
  await worker.terminate()
  const starting = await busy(async () => (await startWorker()).terminate())
  const cells = [call, decoding, sending, starting].map((ms) => ms.toFixed(1))
  console.log(`| ${seconds} s, ${channels === 1 ? 'mono' : 'stereo'} | ${cells.join(' | ')} |`)
  await close()
}
