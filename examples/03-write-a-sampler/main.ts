// A sampler of one's own: name its stages, chain them, and let the law kit try to refute it.
import {
  along,
  chain,
  combine,
  denoise,
  denoiseAt,
  eulerTo,
  type Interval,
  score,
  span,
  update,
} from '@sigmastream/core'
import { assertLaw, measuredOrder, samplerLaws, stepSubject } from '@sigmastream/laws'
import { withReuse } from '@sigmastream/samplers'

// Ralston's method: an Euler step over two thirds of the interval, then a weighted mean of both derivatives.
const twoThirds = (at: Interval): number => at.from + (2 / 3) * span(at)

const weighted = update('weighted', 2, ({ at, past: [second, first] }) =>
  combine([1, first.x], ...along(first, span(at) / 4), ...along(second, (3 * span(at)) / 4)),
)

const ralston = chain(denoise, score, eulerTo(twoThirds), denoiseAt(twoThirds), weighted)

const at = { index: 0, of: 1, from: 2, to: 1 }
console.log(`${ralston.name}: ${ralston.calls(at)} calls a step, reads ${ralston.memory} evaluations`)

const subject = stepSubject('ralston', ralston, { order: 2 })
console.log(`measured order: ${(await measuredOrder(subject, 16, 32)).toFixed(2)}`)
for (const law of samplerLaws(subject)) {
  await assertLaw(law)
  console.log(`holds: ${law.name}`)
}

// Any sampler can call the model less: what it reuses is data in the carry, so the laws hold for it too.
const saving = withReuse(0.05, ralston)
for (const law of samplerLaws(stepSubject('ralston with reuse', saving, { batchwise: true }))) await assertLaw(law)
console.log(`the laws hold for ${saving.name}`)
