// Inpainting is any sampler, and then a projection; its run can be watched, forked, and made for several seeds at once.
import { batchItem, constant, type Latent, maskedBlend, orThrow, plan, resume, run } from '@sigmastream/core'
import { mixtureDenoiser } from '@sigmastream/core/analytic'
import { keyed } from '@sigmastream/core/noise'
import { karras } from '@sigmastream/core/schedules'
import { frames } from '@sigmastream/core/stream'
import { dpmpp2m, dpmpp3mSde, euler, inpaint, maskOf, variableInpaint } from '@sigmastream/samplers'
import { elementAt, filter, firstValueFrom, lastValueFrom, map, tap } from 'rxjs'

// Two kinds of sound exist in this world: one is 1 everywhere, the other -1.
const shape = [1, 1, 16] as const
const [high, low] = [constant(shape, 1), constant(shape, -1)]
const means = { shape: [2, 1, 16] as const, data: Float32Array.of(...high.data, ...low.data) }
const denoiser = mixtureDenoiser({ means, weights: [0.5, 0.5], deviation: 0.05 })

// A recording of the second kind, with a gap from 0.5 to 1 second at 10 frames a second.
const mask = maskOf(shape, [{ from: 0.5, to: 1 }], 10)
const recording = maskedBlend(mask, constant(shape, 0), [[1, low]])

const show = (name: string, data: Iterable<number>): void =>
  console.log(`${name.padEnd(30)}${[...data].map((value) => value.toFixed(1).padStart(5)).join('')}`)
show('recording', recording.data)

// What is wrong with any part of it is refused by the plan, and thrown at the one place where the result is taken.
const schedule = karras({ steps: 40, sigmaMin: 0.03, sigmaMax: 80 })
const filling = plan({ step: inpaint(dpmpp2m(), recording, mask), schedule, shape: recording.shape })
const engine = { denoiser, noise: keyed(7) }
const { x } = orThrow(await run(filling, engine)())
show('dpm++ 2m', x.data)

// A run is a stream of frames: whoever likes looks at it, and leaving it aborts.
const draw = ({ sigma, denoised }: { readonly sigma: number; readonly denoised: Latent | null }): void =>
  show(`sigma ${sigma.toFixed(2)}`, denoised?.data ?? [])
await lastValueFrom(
  frames(filling, engine).pipe(
    map(({ at, denoised }) => ({ sigma: at.to, denoised })),
    filter((_, step) => step % 10 === 9),
    tap(draw),
  ),
)

// Fork at step 20: another sampler, and other noise, from one checkpoint.
const middle = await firstValueFrom(frames(filling, engine).pipe(elementAt(19)))
const another = inpaint(dpmpp3mSde(), recording, mask)
const forks = [1, 2, 3].map((seed) => run(resume(filling, middle, { step: another }), { denoiser, noise: keyed(seed) }))
for (const [i, fork] of forks.entries()) show(`fork ${i + 1}`, orThrow(await fork()).x.data)

// A batch: item i is what its seed makes alone.
const four = plan({ step: dpmpp2m(), schedule, shape: [4, 1, 16] })
const batch = orThrow(await run(four, { denoiser, noise: keyed([11, 12, 13, 14]) })())
for (const i of [0, 1, 2, 3]) show(`seed ${11 + i}`, batchItem(batch.x, i).data)

// Another sampler, and the projection on the first twenty steps only.
const others = {
  euler: inpaint(euler(), recording, mask),
  'euler, first 20 steps': variableInpaint(euler(), recording, mask, 0, 20),
  'dpm++ 2m, first 20 steps': variableInpaint(dpmpp2m(), recording, mask, 0, 20),
}
for (const [name, step] of Object.entries(others)) {
  const other = orThrow(await run(plan({ step, schedule, shape }), engine)())
  show(name, other.x.data)
}
