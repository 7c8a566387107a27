import type { ForkFields, Recipe } from '@sigmastream/pipeline'
import { optionName } from '../options/option-name.js'

const names = ['prompt', 'negative', 'cfg', 'sampler', 'noise', 'seed'] as const

const valueText = (value: unknown): string =>
  typeof value === 'string' && value.includes(' ') ? JSON.stringify(value) : String(value)

/** What of one recipe is another in a second, as options and what they were: `--seed 7 in the place of 3`. */
export const changeText = (now: ForkFields, was: Recipe): string => {
  const changed = names.flatMap((name) =>
    now[name] === undefined || now[name] === was[name]
      ? []
      : [`${optionName(name)} ${valueText(now[name])} in the place of ${valueText(was[name] ?? 'none')}`],
  )
  return changed.length === 0 ? 'all as it was' : changed.join(', ')
}
