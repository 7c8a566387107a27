// An edit of a recording from what one model hears to what another would have it, by any sampler, and what of the
// recording is still there. The models are toys that know sixteen melodies, in the colour of a flute and in that of a harp.
import { combine, type Latent, orThrow, type PlanResult, plan, run } from '@sigmastream/core'
import { mixtureDenoiser } from '@sigmastream/core/analytic'
import { keyed, keyedBySigma, type LevelNoise } from '@sigmastream/core/noise'
import { polyexponential } from '@sigmastream/core/schedules'
import {
  applyEdit,
  dpmpp2m,
  edit,
  editing,
  euler,
  eulerAncestral,
  heun,
  maskedDenoiser,
  maskOfRanges,
  styleTransfer,
} from '@sigmastream/samplers'

// Sixteen melodies of eight channels and eight frames, drawn at random. Of the harp each sounds a little in a way of its own.
const shape = [1, 8, 8] as const
const drawn = (lane: string): Latent => keyed(5)({ lane, at: { index: 0, of: 1, from: 1, to: 0 }, shape: [16, 8, 8] })
const flutes = drawn('melodies')
const harps = combine([1, flutes], [0.7, drawn('harp')])
const melody = ({ data }: Latent, i: number): Latent => ({ shape, data: data.slice(64 * i, 64 * (i + 1)) })
const modelOf = (means: Latent) =>
  mixtureDenoiser({ means, weights: Array.from({ length: 16 }, () => 1 / 16), deviation: 0.3 })
const [flute, harp] = [modelOf(flutes), modelOf(harps)]

/** Which of the sixteen melodies of the harp a sound is nearest to. */
const heardAs = (sound: Latent): number => {
  const distances = Array.from({ length: 16 }, (_, i) =>
    Math.hypot(...combine([1, sound], [-1, melody(harps, i)]).data),
  )
  return distances.indexOf(Math.min(...distances))
}

const schedule = polyexponential({ steps: 16, sigmaMin: 0.1, sigmaMax: 20 })
const noise = keyed(7)

// The run of an edit begins at no change at all and ends at what is added to the recording.
const edited = async (recording: Latent, steps: PlanResult, perLevel: LevelNoise): Promise<Latent> => {
  const denoiser = editing(flute, harp, recording, perLevel)
  return applyEdit(recording, orThrow(await run(steps, { denoiser, noise })()).x)
}

/** How many of the sixteen melodies are still the same after something was done to each of them. */
const kept = async (of: (recording: Latent, i: number) => Promise<Latent>): Promise<string> => {
  let count = 0
  for (let i = 0; i < 16; i++) if (heardAs(await of(melody(flutes, i), i)) === i) count += 1
  return `${count} of 16 melodies are kept`
}

const stepsOf = (step = euler()): PlanResult => edit(plan({ step, schedule, shape }))
const restyled = async (recording: Latent, i: number): Promise<Latent> =>
  orThrow(
    await run(styleTransfer(plan({ step: euler(), schedule, shape }), recording, 0.25), {
      denoiser: harp,
      noise: keyed(i),
    })(),
  ).x
console.log(`restyled from the noised recording: ${await kept(restyled)}`)
console.log(
  `edited, one noise for all levels:   ${await kept((x, i) => edited(x, stepsOf(), (_, of) => keyedBySigma(i)(1, of)))}`,
)
for (const [name, step] of [
  ['euler', euler()],
  ['heun', heun()],
  ['dpmpp-2m', dpmpp2m()],
] as const) {
  const count = await kept((x, i) => edited(x, stepsOf(step), keyedBySigma(i)))
  console.log(`${`edited by ${name}:`.padEnd(35)} ${count}`)
}

// What is the same on both sides stays, to the bit; and so does all that a mask leaves out.
const recording = melody(flutes, 3)
const same = editing(harp, harp, recording, keyedBySigma(7))
const { x: nothing } = orThrow(await run(stepsOf(), { denoiser: same, noise })())
console.log(`the same model on both sides changes nothing: ${nothing.data.slice().every((change) => change === 0)}`)
const inside = maskedDenoiser(
  editing(flute, harp, recording, keyedBySigma(7)),
  maskOfRanges(shape, [{ start: 2, end: 5 }]),
)
const { x: change } = orThrow(await run(stepsOf(), { denoiser: inside, noise })())
console.log(`frames that change: ${Array.from(change.data.slice(0, 8), (value) => (value === 0 ? '.' : 'x')).join('')}`)

// Noise in the steps would stay in the edit.
const refused = stepsOf(eulerAncestral())
if ('left' in refused) console.log(`refused: ${refused.left.wrong}; give ${refused.left.right}`)
