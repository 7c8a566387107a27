/**
 * The private state of a solver that has one, as data, so that a frame stays a checkpoint. Only the solver's own lens
 * (`slotLens`) looks inside.
 */
export interface Slot {
  readonly solver: string
  readonly state: unknown
}
