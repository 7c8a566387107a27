import * as t from 'io-ts'

/** What configurations began to say when there were models of another kind, and what it is of those before them. */
const FIRST: ReadonlySet<string> = new Set(
  [
    ['_tag', 'Oobleck'],
    ['_tag', 'T5'],
    ['norm', 'layer'],
    ['differential', false],
    ['memoryTokens', 0],
    ['localDim', 0],
    ['globalBy', 'token'],
    ['timeFeatures', 'learned'],
    ['encoder', 't5'],
    ['padding', 'zeros'],
    ['features', 'learned'],
  ].map((said) => JSON.stringify(said)),
)

/**
 * A configuration without what was not said when identities began and is as it was then: a model that could be loaded
 * then has the identity that it had.
 */
export const withoutFirst = (config: unknown): unknown => {
  if (Array.isArray(config)) return config.map(withoutFirst)
  if (!t.UnknownRecord.is(config)) return config
  const said = Object.entries(config).filter(([key, value]) => !FIRST.has(JSON.stringify([key, value])))
  return Object.fromEntries(said.map(([key, value]) => [key, withoutFirst(value)]))
}
