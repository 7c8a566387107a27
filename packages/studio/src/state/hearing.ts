import type { Stretch } from './request.js'

/** What can be heard: the recording, what a take made, or what a take sounds like at a step. */
export type Source =
  | { readonly _tag: 'Recording' }
  | { readonly _tag: 'Result'; readonly id: string }
  | { readonly _tag: 'Step'; readonly id: string; readonly index: number }

/** The two that are compared, which of them is heard, and the stretch that goes round. */
export interface Comparison {
  readonly a: Source
  readonly b: Source | null
  readonly heard: 'a' | 'b'
  readonly round: boolean
  readonly brace: Stretch | null
}

/** The recording as it is. */
export const recording: Source = { _tag: 'Recording' }

/** Where nothing was made yet: the recording, going round. */
export const usualHearing: Comparison = { a: recording, b: null, heard: 'a', round: true, brace: null }

/** Whether two sources are the same. */
export const isSame = (one: Source | null, other: Source | null): boolean =>
  JSON.stringify(one) === JSON.stringify(other)

/** What is heard. */
export const heardOf = ({ a, b, heard }: Comparison): Source => (heard === 'b' && b !== null ? b : a)

/** The other of the two, where there are two. */
export const switchSides = (hearing: Comparison): Comparison => ({
  ...hearing,
  heard: hearing.b === null || hearing.heard === 'b' ? 'a' : 'b',
})

/** A source put on a side, and heard. */
export const putOn = (hearing: Comparison, side: 'a' | 'b', source: Source): Comparison => ({
  ...hearing,
  [side]: source,
  heard: side,
})

/** What is heard once a source is asked for: the side that it stands on, else it stands on side B. */
export const hear = (hearing: Comparison, source: Source): Comparison =>
  isSame(source, hearing.a) ? { ...hearing, heard: 'a' } : putOn(hearing, 'b', source)

/** Without a take that is gone: the recording stands in its place. */
export const without = (hearing: Comparison, id: string): Comparison => {
  const isGone = (source: Source | null): boolean => source !== null && 'id' in source && source.id === id
  const a = isGone(hearing.a) ? recording : hearing.a
  const b = isGone(hearing.b) ? null : hearing.b
  return { ...hearing, a, b, heard: b === null ? 'a' : hearing.heard }
}

/** How much is heard before and behind what was made anew, in seconds. */
const margin = 1

/** The stretch of what is heard that goes round: what a person set, else the regions and a little on both sides, else all. */
export const roundOf = ({ brace }: Comparison, regions: readonly Stretch[], heard: Stretch): Stretch => {
  const inside = ({ from, to }: Stretch): Stretch => ({ from: Math.max(heard.from, from), to: Math.min(heard.to, to) })
  if (brace !== null) return inside(brace)
  if (regions.length === 0) return heard
  return inside({
    from: Math.min(...regions.map(({ from }) => from)) - margin,
    to: Math.max(...regions.map(({ to }) => to)) + margin,
  })
}
