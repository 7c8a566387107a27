// A sampler of one's own: name its stages, chain them, and let the law kit try to refute it.
import { chain, combine, denoise, denoiseAt, type Interval } from '@sigmastream/core'
import { assertLaw, measuredOrder, samplerLaws, stepSubject } from '@sigmastream/laws'
import { earlier, reusing, update } from '@sigmastream/samplers'

// Ralston's method: an Euler step over two thirds of the interval, then a weighted mean of both derivatives.
const reach = ({ from, to }: Interval): number => from + (2 / 3) * (to - from)

const toTwoThirds = update('toTwoThirds', ({ at, x, denoised }) => {
  const slope = (reach(at) - at.from) / at.from
  return combine([1 + slope, x], [-slope, denoised])
})

const weighted = update(
  'weighted',
  (seen) => {
    const start = earlier(seen, 1)
    const [first, second] = [1 / 4, 3 / 4].map((weight) => weight * (seen.at.to - seen.at.from))
    const [a, b] = [(first ?? 0) / start.sigma, (second ?? 0) / reach(seen.at)]
    return combine([1 + a, start.x], [-a, start.denoised], [b, seen.x], [-b, seen.denoised])
  },
  2,
)

const ralston = chain(denoise, toTwoThirds, denoiseAt('denoise(2/3)', reach), weighted)

console.log(
  `${ralston.name}: ${ralston.calls({ index: 0, from: 2, to: 1 })} calls a step, reads ${ralston.memory} evaluations`,
)

const subject = stepSubject('ralston', ralston, { order: 2 })
console.log(`measured order: ${(await measuredOrder(subject, 16, 32)).toFixed(2)}`)
for (const law of samplerLaws(subject)) {
  await assertLaw(law)
  console.log(`holds: ${law.name}`)
}

// Any sampler can call the model less: what it reuses is data in the carry, so the laws hold for it too.
const saving = reusing(0.05, ralston)
for (const law of samplerLaws(stepSubject('ralston with reuse', saving, { batchwise: true }))) await assertLaw(law)
console.log(`the laws hold for ${saving.name}`)
