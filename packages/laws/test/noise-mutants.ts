import type { NoiseSource } from '@sigmastream/core'
import { noiseLaws, testNoise } from '../src/index.js'
import type { Mutant } from './mutant.js'

/** A generator with a state: every draw is another, whatever is asked. */
const stateful = (seeds: readonly number[]): NoiseSource => {
  let count = 0
  return (query) => {
    count += 1
    return testNoise(seeds)({ ...query, lane: `draw ${count}` })
  }
}

/** Noise sources that are wrong in one thing. */
export const noiseMutants: readonly Mutant[] = [
  {
    wrong: 'a generator with a state',
    laws: noiseLaws({ name: 'mutant', source: stateful }),
    breaks: 'the same draw has the same bits, whatever was drawn before',
    says: /drawn again, and at first/,
  },
  {
    wrong: 'one stream for all lanes',
    laws: noiseLaws({ name: 'mutant', source: (seeds) => (query) => testNoise(seeds)({ ...query, lane: 'all' }) }),
    breaks: 'another seed, lane or interval has other bits',
    says: /another lane has the same bits|another seed or lane/,
  },
  {
    wrong: 'one stream for all intervals',
    laws: noiseLaws({
      name: 'mutant',
      source: (seeds) => (query) => testNoise(seeds)({ ...query, at: { ...query.at, index: 0 } }),
    }),
    breaks: 'another seed, lane or interval has other bits',
    says: /another interval has the same bits/,
  },
  {
    wrong: 'items keyed by their place in the batch',
    laws: noiseLaws({ name: 'mutant', source: (seeds) => testNoise(seeds.map((_, place) => (seeds[0] ?? 0) + place)) }),
    breaks: 'every item of a batch is drawn as the item alone',
    says: /item [12]: .* is not/,
  },
  {
    wrong: 'noise by the count of intervals, whatever the pass',
    laws: noiseLaws({
      name: 'mutant',
      source:
        (seeds) =>
        ({ at: { index, of, from, to }, ...query }) =>
          testNoise(seeds)({ ...query, at: { index, of, from, to } }),
    }),
    breaks: 'the first pass over a list draws as the list without jumps, and another pass does not',
    says: /the first pass, and the list: .* is not/,
  },
  {
    wrong: 'noise by the step alone, whatever the pass',
    laws: noiseLaws({
      name: 'mutant',
      source:
        (seeds) =>
        ({ at: { walk, ...at }, ...query }) =>
          testNoise(seeds)({ ...query, at: { ...at, index: walk?.step ?? at.index } }),
    }),
    breaks: 'the first pass over a list draws as the list without jumps, and another pass does not',
    says: /pass \d has the same bits as the first/,
  },
]
