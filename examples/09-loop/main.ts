// Loops: a sampler on a sound that goes round, and a recording whose end is made to lead into its beginning.
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Denoiser, orThrow, plan, run, type Step } from '@sigmastream/core'
import { keyed } from '@sigmastream/core/noise'
import { karras } from '@sigmastream/core/schedules'
import { loopSound, saveResult } from '@sigmastream/pipeline'
import { dpmpp2m, withRoll } from '@sigmastream/samplers'

// A model of sounds that change slowly: what it hears around a frame says what is there. It sees two ends, and nothing
// beyond them, as a network sees the ends of its window.
const slow: Denoiser = async ({ shape, data }, sigma) =>
  build(shape, (out) => {
    const frames = shape[2]
    out.forEach((_, frame) => {
      const [from, to] = [Math.max(0, frame - 8), Math.min(frames, frame + 9)]
      const heard = [...data.subarray(from, to)].reduce((sum, value) => sum + value, 0) / (to - from)
      out[frame] = heard / (1 + sigma ** 2 / (to - from))
    })
  })

const shape = [1, 1, 64] as const
const schedule = karras({ steps: 30, sigmaMin: 0.02, sigmaMax: 20 })

/** How far it is from the last frame to the first, in the mean of many seeds, and from any frame to the next. */
const jumps = async (step: Step): Promise<readonly [seam: number, inside: number]> => {
  const seeds = Array.from({ length: 40 }, (_, i) => i)
  const made = await Promise.all(
    seeds.map(async (seed) =>
      orThrow(await run(plan({ step, schedule, shape }), { denoiser: slow, noise: keyed(seed) })()),
    ),
  )
  const between = (a: number, b: number): number =>
    made.reduce((sum, { x: { data } }) => sum + Math.abs((data[a] ?? 0) - (data[b] ?? 0)), 0) / made.length
  const inside = Array.from({ length: 63 }, (_, frame) => between(frame, frame + 1))
  return [between(63, 0), inside.reduce((sum, jump) => sum + jump, 0) / inside.length]
}

// At each step the model hears the sound turned by another shift, so its two ends are never twice at one place.
const round = withRoll(({ index }) => index * 25, dpmpp2m())
for (const [name, step] of [['with two ends', dpmpp2m()] as const, ['that goes round', round] as const]) {
  const [seam, inside] = await jumps(step)
  console.log(`a sound ${name}: ${seam.toFixed(2)} from its end to its beginning, ${inside.toFixed(2)} inside`)
}

// A recording: two bars of it as a loop. Its end is made anew by what was learnt from the rest, which stays as it is.
const recording = fileURLToPath(new URL('../../audio/tabla.flac', import.meta.url))
const loop = await loopSound(recording, { bars: 2, bpm: 120 }, { steps: 12, seed: 7 })
const output = join(await mkdtemp(join(tmpdir(), 'sigmastream-')), 'loop.wav')
await saveResult(loop, output)
console.log(`wrote ${output}`)

// A click is a bend of the waveform that is many times as sharp as those around it.
const { click } = loop.seam ?? {}
if (click !== undefined)
  console.log(
    `the seam bends ${click.seam.toFixed(1)} times as sharply as around it, inside at most ${click.most.toFixed(1)}`,
  )
