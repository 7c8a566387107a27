import { showJson } from '@sigmastream/tensor-files'
import { type Unsupported, unsupportedKey } from './errors.js'

/** What a key of a configuration may be: `followed` whatever it is, or one of the values listed, as JSON. */
type Rule = 'followed' | readonly string[]

/** The rule of every key that may be there. */
export type Rules = Readonly<Record<string, Rule>>

/** The first key of `found`, which lies under `prefix`, that its rule does not allow, or that has none. */
export const firstBreach = (
  prefix: string,
  found: Readonly<Record<string, unknown>>,
  rules: Rules,
): Unsupported | undefined => {
  for (const [key, value] of Object.entries(found)) {
    const rule = Object.hasOwn(rules, key) ? (rules[key] ?? []) : []
    if (rule !== 'followed' && !rule.includes(JSON.stringify(value))) {
      const right = rule.length === 0 ? 'no such key' : rule.join(' or ')
      return unsupportedKey(`${prefix}.${key}`, showJson(value), right)
    }
  }
  return undefined
}
