/** The values of a latent, in flow coordinates: x_t = (1 - t) x0 + t n. */
export type FlowValues = readonly number[]

/** A model as flow models have it: the velocity n - x0 that it expects at x_t and t. */
export type Velocity = (x: FlowValues, t: number) => Promise<FlowValues>

/** Where a step in flow coordinates was, and the velocity there. */
export interface FlowPoint {
  readonly t: number
  readonly x: FlowValues
  readonly v: FlowValues
}

/** What a step in flow coordinates goes by: `noise` is what it draws, in order, and `past` earlier steps, newest first. */
export interface FlowMove extends FlowPoint {
  readonly to: number
  readonly noise: readonly FlowValues[]
  readonly past: readonly FlowPoint[]
}

/** One step of a sampler as it is written for flow models: x at time `to`. It may ask the model again on the way. */
export type FlowForm = (move: FlowMove, velocity: Velocity) => Promise<FlowValues>
