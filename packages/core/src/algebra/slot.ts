/**
 * The private state of a solver or of guidance that has one, as data, so that a frame stays a checkpoint. Only the
 * owner's own lens (`slotLens`) looks inside.
 */
export interface Slot {
  readonly owner: string
  readonly state: unknown
}
