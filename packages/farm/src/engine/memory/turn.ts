import type { MemoryState } from './state.js'

/** What is to be done besides: workers look again, a worker has lost its lease, or is told that its job is cancelled. */
export type Effect =
  | { readonly _tag: 'Wake' }
  | { readonly _tag: 'Lose'; readonly lease: number }
  | { readonly _tag: 'Tell'; readonly lease: number }

/** What one question makes of a state. */
export interface Turn<A> {
  readonly state: MemoryState
  readonly answer: A
  readonly effects: readonly Effect[]
}

/** Workers look again. */
export const wake: readonly Effect[] = [{ _tag: 'Wake' }]

/** A turn of a state, its answer, and what is to be done besides. */
export const turn = <A>(state: MemoryState, answer: A, effects: readonly Effect[] = []): Turn<A> => ({
  state,
  answer,
  effects,
})
