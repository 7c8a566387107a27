// Text to sound with Stable Audio Open, or Stable Audio 3. MODEL is the folder of its weights; without it, a toy with
// random weights makes noise.
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describeAudioError, encodeAudio, makeAudio, toFullScale } from '@sigmastream/audio'
import { orThrow, plan, run } from '@sigmastream/core'
import { keyed } from '@sigmastream/core/noise'
import { logSnr, logSnrShift, polyexponential, scaledTimes } from '@sigmastream/core/schedules'
import {
  type DenoiserRequest,
  describeStableAudioError,
  loadStableAudio,
  profiles,
  type StableAudioError,
  usualProfile,
} from '@sigmastream/model-sao'
import { adaptiveProjection, guidedDenoiser, samplers } from '@sigmastream/samplers'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'

const toy = fileURLToPath(new URL('../../../fixtures/tiny-sao/checkpoint', import.meta.url))
const { MODEL: folder = toy, OUT: out = 'loop.wav' } = process.env
const orFail = E.getOrElseW((error: StableAudioError): never => {
  throw new Error(describeStableAudioError(error))
})

const model = orFail(await loadStableAudio(folder)())

// How the authors of such a model sample it: the steps, the sampler, the noise levels, and how far text leads.
const profile = usualProfile(model.traits.family, model.objective)
const { steps, sampler, schedule, sigmaMin, sigmaMax, guidance: scale, guidanceRule, headroom } = profiles[profile]

// Some lead by adaptive projection, which keeps of the difference that text makes only what is new.
const projected: DenoiserRequest['through'] = (conditional, output) =>
  guidedDenoiser(conditional, {
    scale,
    toward: 'toward',
    away: 'away',
    neutral: 'neutral',
    output,
    rule: adaptiveProjection({ parallel: 0 }),
  })
const through = guidanceRule === 'apg' && scale !== 1 ? { through: projected } : {}

// The text is encoded once; what comes back is a denoiser like any other, for every sampler and every task.
const seconds = 6
const items = [{ prompt: '128 BPM electronic drum loop', secondsStart: 0, secondsTotal: seconds }]
const denoiser = orFail(await model.denoiser({ items, guidance: { scale }, ...through })())

// A latent as long as six seconds of sound, with the room that some models make behind its end.
const { sampleRate, latentChannels } = model.geometry
const frames = model.frames(seconds + headroom)
const shape = [1, latentChannels, frames] as const
const sigmas = {
  polyexponential: polyexponential({ steps, sigmaMin, sigmaMax }),
  'log-snr': logSnr({ steps }),
  'log-snr-shift-scaled': scaledTimes({ steps, shift: logSnrShift() }),
}[schedule]
const { x } = orThrow(
  await run(orThrow(plan({ step: samplers[sampler](), schedule: sigmas, shape })), { denoiser, noise: keyed(456) })(),
)

const {
  shape: [, channels, made],
  data,
} = orFail(await model.decode(x)())
await model.close()
const samples = Math.min(made, seconds * sampleRate)

const sound = makeAudio(
  sampleRate,
  Array.from({ length: channels }, (_, i) => data.subarray(i * made, i * made + samples)),
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
console.log(`profile ${profile}: ${steps} steps of ${sampler}, guidance ${scale}`)
