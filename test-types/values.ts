// What must not be written to: every value that flows is read-only. Checked by `tsc -p tsconfig.check.json`.
import type { Carry, Evaluation, Frame, Interval, Latent, Plan, Shape } from '@sigmastream/core'

declare const latent: Latent
declare const carry: Carry
declare const frame: Frame
declare const plan: Plan
declare const at: Interval
declare const evaluation: Evaluation
declare const shape: Shape

// @ts-expect-error: the elements of a latent can only be read
latent.data[0] = 1

// @ts-expect-error: a latent has no way to write many elements either
latent.data.set([1])

// @ts-expect-error: nor to fill them
latent.data.fill(0)

// @ts-expect-error: a view is as read-only as what it looks at
latent.data.subarray(0, 1)[0] = 1

// @ts-expect-error: the data of a latent cannot be exchanged
latent.data = new Float32Array(1)

// @ts-expect-error: nor its shape
latent.shape = [1, 1, 1]

// @ts-expect-error: nor one of its dimensions
latent.shape[2] = 4

// @ts-expect-error: a stage gives another carry instead of changing this one
carry.x = latent

// @ts-expect-error: the past is extended by a new list
carry.past.push(evaluation)

// @ts-expect-error: what the model said stays said
evaluation.denoised = latent

// @ts-expect-error: a frame is a checkpoint
frame.carry = carry

// @ts-expect-error: a plan is a value; shorten it into another
plan.intervals = []

// @ts-expect-error: intervals are given
at.to = 0

// @ts-expect-error: a shape has three dimensions, not two
export const flat: Shape = [1, 2]

// @ts-expect-error: and they are whole values, not a list that could grow
shape.push(1)

// A slice is a copy: what is written to it does not reach the latent.
latent.data.slice()[0] = 1
