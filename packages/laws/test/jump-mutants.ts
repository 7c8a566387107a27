import {
  addNoise,
  choose,
  type Interval,
  intervalsOf,
  type OwnIntervals,
  type Step,
  stage,
  type Walk,
} from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { type JumpSubject, jumpLaws, testNoise } from '../src/index.js'
import type { Mutant } from './mutant.js'
import { noisyEuler } from './samplers.js'

/** How an interval says where on its way it is. */
type Label = (walk: Walk) => Pick<Interval, 'walk'>

/** The list, of which the first two steps are walked a second time. */
const twoAgain =
  (label: Label): OwnIntervals =>
  (sigmas) => {
    const list = intervalsOf(sigmas)
    const first = (pass: number) => (at: Interval, step: number) => ({ ...at, walk: { pass, step } })
    const begin = list.slice(0, 2).map(first(1))
    const again = intervalsOf([2, 0, 1, 2].map((place) => sigmas[place] ?? 0)).map(first(2))
    const ways = [...begin, ...again, ...list.map(first(1)).slice(2)]
    const intervals = ways.map(({ from, to, walk }, index) => ({ index, of: ways.length, from, to, ...label(walk) }))
    return E.right(() => ({ intervals, first: intervals[0]!, slot: null })) // a list has an interval
  }

/** A sampler that goes up again, with as much noise as was lost. */
const jumper = (label: Label): Step => ({
  ...choose(
    ({ from, to }) => to > from,
    addNoise('up', (at) => ({ scale: Math.sqrt(Math.abs(at.to ** 2 - at.from ** 2)), at })),
    noisyEuler,
  ),
  ownIntervals: twoAgain(label),
})

/** As it should be: another pass is said to be one. */
const sound = jumper((walk) => ({ walk }))

/** Subjects of the laws of jumps that keep them. */
export const soundJumper: JumpSubject = {
  name: 'mutant',
  step: noisyEuler,
  jumping: sound,
  once: noisyEuler,
  source: testNoise,
}

const lawsOf = (piece: Partial<JumpSubject>) => jumpLaws({ ...soundJumper, ...piece })

/** Samplers that go over parts of their list again, and are wrong in one thing. */
export const jumpMutants: readonly Mutant[] = [
  {
    wrong: 'jumps that shift the noise of what follows them',
    laws: lawsOf({ jumping: jumper(() => ({})) }),
    breaks: 'what is walked for the first time draws what the run without jumps draws, bit for bit',
    says: /the first time, and without jumps, lane "(reference|test)" from/,
  },
  {
    wrong: 'a second pass with the noise of the first',
    laws: lawsOf({ jumping: jumper(({ step }) => ({ walk: { pass: 1, step } })) }),
    breaks: 'of a run with jumps no two draws are the same',
    says: /has the noise of lane/,
  },
  {
    wrong: 'a sampler that is said to jump and does not',
    laws: lawsOf({ jumping: noisyEuler }),
    breaks: 'of a run with jumps no two draws are the same',
    says: /it never goes back up/,
  },
  {
    wrong: 'a jump where none was asked for',
    laws: lawsOf({ once: { ...noisyEuler, run: stage('nothing', (carry: Parameters<Step['run']>[0]) => carry).run } }),
    breaks: 'told not to jump, it is the sampler itself, bit for bit',
    says: /without a jump, and the sampler, frame \d+, x/,
  },
]
