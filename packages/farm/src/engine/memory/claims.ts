import type { JobPlace } from '../../job/job.js'
import { get, remove, set } from './ordered-map.js'
import { entryAt, type MemoryState } from './state.js'
import { type Turn, turn, wake } from './turn.js'

const isOver = (state: MemoryState, place: JobPlace, lease: number): boolean => {
  const seat = entryAt(state, place)?.seat
  return seat?._tag !== 'Running' || seat.lease !== lease
}

/** A lease asks whether another may make its job: `null` where the lease is over. */
export const lookForClaim = (state: MemoryState, place: JobPlace, lease: number): Turn<boolean | null> => {
  if (isOver(state, place, lease)) return turn(state, null)
  const held = get(state.claims, place.id)
  if (held === undefined || held.lease === lease) return turn(state, false)
  return turn({ ...state, claims: set(state.claims, place.id, { ...held, isWanted: true }) }, true)
}

/** A lease asks whether its job may be made by it: `null` where the lease is over. */
export const claim = (state: MemoryState, place: JobPlace, lease: number): Turn<boolean | null> => {
  if (isOver(state, place, lease)) return turn(state, null)
  const held = get(state.claims, place.id)
  if (held !== undefined) return turn(state, held.lease === lease)
  return turn({ ...state, claims: set(state.claims, place.id, { lease, isWanted: false }) }, true)
}

/** A lease is over, and what it claimed is free: those who wait for it are woken. */
export const releaseClaim = (state: MemoryState, id: string, lease: number): Turn<void> => {
  const held = get(state.claims, id)
  if (held?.lease !== lease) return turn(state, undefined)
  return turn({ ...state, claims: remove(state.claims, id) }, undefined, held.isWanted ? wake : [])
}
