import type { ForkFields, Recipe } from '@sigmastream/pipeline'
import { optionName } from '../options/option-name.js'

/** Numbers to choose from: `1`, or `one of 1, 2`. */
export const oneOfText = (numbers: readonly number[]): string =>
  numbers.length === 1 ? numbers.join() : `one of ${numbers.join(', ')}`

const names = ['prompt', 'negative', 'cfg', 'sampler', 'noise', 'seed'] as const

const valueText = (value: unknown): string =>
  typeof value === 'string' && value.includes(' ') ? JSON.stringify(value) : String(value)

const changedNames = (now: ForkFields, was: Recipe): readonly (typeof names)[number][] =>
  names.filter((name) => now[name] !== undefined && now[name] !== was[name])

/** Whether a fork says what its take says already; after a search its noise is another one all the same. */
export const isUnchanged = (now: ForkFields, was: Recipe): boolean =>
  changedNames(now, was).length === 0 && was.forks === undefined

/** What a fork says, as options: `--seed 7, --sampler euler`. */
export const forkText = (now: ForkFields): string =>
  names.flatMap((name) => (now[name] === undefined ? [] : [`${optionName(name)} ${valueText(now[name])}`])).join(', ')

/** What of one recipe is another in a second, as options and what they were: `--seed 7 in the place of 3`. */
export const changeText = (now: ForkFields, was: Recipe): string => {
  const changed = changedNames(now, was).map(
    (name) => `${optionName(name)} ${valueText(now[name])} in the place of ${valueText(was[name] ?? 'none')}`,
  )
  return changed.length === 0 ? 'all as it was' : changed.join(', ')
}
