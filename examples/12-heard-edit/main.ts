// An edit that can be heard: a melody on a flute is to be one on a harp. The models are toys that know eight melodies, as
// sound, on the one and on the other. OUT is the folder for the sounds; without it, a new one.
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeAudio } from '@sigmastream/audio'
import {
  combine,
  type Denoiser,
  frameList,
  type Latent,
  type NoiseSource,
  orThrow,
  type PlanLike,
  plan,
  run,
  type Step,
} from '@sigmastream/core'
import { mixtureDenoiser } from '@sigmastream/core/analytic'
import { keyed, keyedBySigma } from '@sigmastream/core/noise'
import { polyexponential } from '@sigmastream/core/schedules'
import { exemplarCodec } from '@sigmastream/model-exemplar'
import {
  applyEdit,
  denoiserUntil,
  edit,
  editing,
  euler,
  eulerAncestral,
  invert,
  noiseTape,
  replay,
  styleTransfer,
} from '@sigmastream/samplers'
import { either as E } from 'fp-ts'

// Eight melodies, as steps of a scale from g up; four notes a second.
const melodies = ['01234567', '76543210', '02413524', '42042042', '75316420', '00224466', '31425364', '67564534']
const pitches = [0, 2, 4, 5, 7, 9, 11, 12].map((semitones) => 392 * 2 ** (semitones / 12))
const [sampleRate, noteLength] = [16000, 4000]

/** How loud a harmonic of a note is, so many seconds after its beginning. */
type Instrument = (harmonic: number, time: number) => number
const release = (time: number): number => Math.min(1, (0.25 - time) / 0.02)
const flute: Instrument = (harmonic, time) => 0.3 * 0.2 ** (harmonic - 1) * Math.min(1, time / 0.04) * release(time)
const harp: Instrument = (harmonic, time) =>
  (0.3 / harmonic) * Math.min(1, time / 0.002) * Math.exp(-5 * Math.sqrt(harmonic) * time) * release(time)

const play = (melody: string, instrument: Instrument): Float32Array =>
  Float32Array.from({ length: melody.length * noteLength }, (_, n) => {
    const time = (n % noteLength) / sampleRate
    const pitch = pitches[Number(melody[Math.floor(n / noteLength)])] ?? 0
    const harmonics = [1, 2, 3, 4, 5, 6].map((k) => instrument(k, time) * Math.sin(2 * Math.PI * k * pitch * time))
    return harmonics.reduce((sum, value) => sum + value, 0)
  })

// What is known of both instruments, as sound and as latents.
const certain = E.getOrElseW((error: unknown): never => {
  throw new Error(JSON.stringify(error))
})
const known = [flute, harp].flatMap((instrument) => melodies.map((melody) => play(melody, instrument)))
const codec = certain(
  exemplarCodec(known.map((channel) => ({ sound: { sampleRate, channels: [channel] }, leaveOut: [] }))),
)
const latents = known.map((channel) => certain(codec.encode({ sampleRate, channels: [channel] })))
const [, channels, frames] = codec.shapeOf(8 * noteLength)

const modelOf = (sounds: readonly Latent[]): Denoiser =>
  mixtureDenoiser({
    means: {
      shape: [sounds.length, channels, frames],
      data: Float32Array.from(sounds.flatMap(({ data }) => Array.from(data.slice()))),
    },
    weights: sounds.map(() => 1 / sounds.length),
    deviation: 0.01,
  })
const [fluteModel, harpModel] = [modelOf(latents.slice(0, 8)), modelOf(latents.slice(8))]

const name = (x: Latent): string => {
  const distances = latents.map((one) => Math.hypot(...combine([1, x], [-1, one]).data))
  const nearest = distances.indexOf(Math.min(...distances))
  return `${melodies[nearest % 8]} on the ${nearest < 8 ? 'flute' : 'harp'}`
}

const stepsOf = (step: Step) =>
  plan({ step, schedule: polyexponential({ steps: 16, sigmaMin: 1, sigmaMax: 500 }), shape: [1, channels, frames] })
const end = async (given: PlanLike, denoiser: Denoiser, noise: NoiseSource): Promise<Latent> =>
  orThrow(await run(given, { denoiser, noise })()).x

const noise = keyed(2)
const recording = certain(codec.encode({ sampleRate, channels: [play('02413524', flute)] }))

// Made over: noise drowns the melody, and the model of the harp makes one of its own.
const madeOver = await end(styleTransfer(stepsOf(euler()), recording, 0.125), harpModel, noise)

// Edited: at each level both models hear the same noised melody, and only what they disagree in is added.
const change = await end(edit(stepsOf(euler())), editing(fluteModel, harpModel, recording, keyedBySigma(2)), noise)

// Inverted: the noise of which the model of the flute makes the melody, and what the model of the harp makes of that.
const taking = styleTransfer(stepsOf(eulerAncestral()), recording, 0.125)
const taken = orThrow(await frameList(invert(taking, recording), { denoiser: fluteModel, noise })())
const inverted = await end(replay(taking), harpModel, noiseTape(taken, noise))

// Two models in one sound: the flute's for the outline, from noise alone, and the harp's for the detail.
const outline = await end(stepsOf(euler()), fluteModel, noise)
const both = await end(stepsOf(euler()), denoiserUntil(fluteModel, 20, harpModel), noise)

const folder = process.env['OUT'] ?? (await mkdtemp(join(tmpdir(), 'sigmastream-')))
await mkdir(folder, { recursive: true })
const save = async (file: string, x: Latent): Promise<void> => {
  const sound = { sampleRate, channels: codec.decode(x, 8 * noteLength) }
  await writeFile(join(folder, file), certain(await encodeAudio(file, sound)()))
  console.log(`${file.padEnd(14)} ${name(x)}`)
}
await save('recording.wav', recording)
await save('made-over.wav', madeOver)
await save('edited.wav', applyEdit(recording, change))
await save('inverted.wav', inverted)
await save('outline.wav', outline)
await save('both.wav', both)
console.log(`wrote them into ${folder}`)
