// Inpainting is any sampler, and then a projection.
import { constant, orThrow, plan, run, select } from '@sigmastream/core'
import { mixtureDenoiser } from '@sigmastream/core/analytic'
import { keyed } from '@sigmastream/core/noise'
import { polyexponential } from '@sigmastream/core/schedules'
import { dpmpp2m, fusedEuler, inpaint, maskOf, variableInpaint } from '@sigmastream/samplers'

// Two kinds of sound exist in this world: one is 1 everywhere, the other -1.
const shape = [1, 1, 16] as const
const [high, low] = [constant(shape, 1), constant(shape, -1)]
const means = { shape: [2, 1, 16] as const, data: Float32Array.of(...high.data, ...low.data) }
const denoiser = mixtureDenoiser({ means, weights: [0.5, 0.5], deviation: 0.05 })

// A recording of the second kind, with a gap from 0.5 to 1 second at 10 frames a second.
const mask = orThrow(maskOf(shape, [{ from: 0.5, to: 1 }], 10))
const recording = select(mask, constant(shape, 0), low)

const sigmas = orThrow(polyexponential({ steps: 30, sigmaMin: 0.02, sigmaMax: 20 }))
const engine = { denoiser, noise: orThrow(keyed(7)) }

const show = (name: string, data: Iterable<number>): void =>
  console.log(`${name.padEnd(30)}${[...data].map((value) => value.toFixed(1).padStart(5)).join('')}`)
show('recording', recording.data)

// Four ways to fill the gap: two samplers, with the projection on every step or on the first twenty only.
const ways = {
  euler: inpaint(fusedEuler, recording, mask),
  'dpm++ 2m': inpaint(dpmpp2m, recording, mask),
  'euler, first 20 steps': variableInpaint(fusedEuler, recording, mask, 0, 20),
  'dpm++ 2m, first 20 steps': variableInpaint(dpmpp2m, recording, mask, 0, 20),
}
for (const [name, step] of Object.entries(ways)) {
  const { x } = orThrow(await run(orThrow(plan(step, sigmas, shape)), engine)())
  show(name, x.data)
}
