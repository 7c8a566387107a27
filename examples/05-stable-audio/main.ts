// Text to sound with Stable Audio Open. MODEL is the folder of its weights; without it, a toy with random weights makes
// noise.
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describeAudioError, encodeAudio, makeAudio, toFullScale } from '@sigmastream/audio'
import { orThrow, plan, run } from '@sigmastream/core'
import { keyed } from '@sigmastream/core/noise'
import { polyexponential } from '@sigmastream/core/schedules'
import { describeStableAudioError, loadStableAudio, type StableAudioError } from '@sigmastream/model-sao'
import { dpmpp3mSde } from '@sigmastream/samplers'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'

const toy = fileURLToPath(new URL('../../../fixtures/tiny-sao/checkpoint', import.meta.url))
const { MODEL: folder = toy, OUT: out = 'loop.wav' } = process.env
const orFail = E.getOrElseW((error: StableAudioError): never => {
  throw new Error(describeStableAudioError(error))
})

// The text is encoded once; what comes back is a denoiser like any other, for every sampler and every task.
const model = orFail(await loadStableAudio(folder)())
const items = [{ prompt: '128 BPM electronic drum loop', secondsStart: 0, secondsTotal: 6 }]
const denoiser = orFail(await model.denoiser({ items, guidance: { scale: 7 } })())

// A latent as long as six seconds of sound, and no longer.
const { sampleRate, latentChannels } = model.geometry
const shape = [1, latentChannels, model.frames(6)] as const
const sigmas = polyexponential({ steps: 20, sigmaMin: 0.3, sigmaMax: 500 })
const { x } = orThrow(
  await run(orThrow(plan({ step: dpmpp3mSde(), schedule: sigmas, shape })), { denoiser, noise: keyed(456) })(),
)

const {
  shape: [, channels, samples],
  data,
} = orFail(await model.decode(x)())
await model.close()

const sound = makeAudio(
  sampleRate,
  Array.from({ length: channels }, (_, i) => data.subarray(i * samples, (i + 1) * samples)),
)
const file = await pipe(
  TE.fromEither(sound),
  TE.flatMap((audio) => encodeAudio(out, toFullScale(audio).audio)),
)()
if (E.isLeft(file)) throw new Error(describeAudioError(file.left))
await writeFile(out, file.right)
console.log(
  `${out}: ${(samples / sampleRate).toFixed(2)} s of ${channels} channels at ${sampleRate} Hz, from ${shape[2]} frames`,
)
