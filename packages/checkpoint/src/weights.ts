import type { either as E, readonlyNonEmptyArray as RNEA } from 'fp-ts'
import type { CheckpointFault } from './errors.js'

/** The element types that published checkpoints store weights in. */
export type StoredType = 'float32' | 'float16' | 'bfloat16'

/**
 * Elements that lie together in one file: `file` is the real path of a safetensors file, `offset` and `length` are in
 * bytes.
 */
export interface StoredPart<Type = StoredType> {
  readonly type: Type
  readonly shape: readonly number[]
  readonly file: string
  readonly offset: number
  readonly length: number
}

/**
 * One weight, where it lies: its parts one after the other along the first dimension. A tensor of a file is one part; a
 * matrix that a network multiplies with at once may lie in several tensors, as diffusers stores `to_qkv` in three.
 */
export interface StoredWeight {
  readonly name: string
  readonly shape: readonly number[]
  readonly parts: readonly [StoredPart, ...StoredPart[]]
}

/**
 * A matrix `[outputs, inputs]`, as it is multiplied with: a weight like any other, or packed into fewer bits. `Half`:
 * values `[outputs, inputs]`. `Int8`: values `[inputs, outputs of the band]` of each band of its outputs, which are as
 * wide as each other, scales `[outputs]`. `Int4`: values `[outputs, blocks, bytes]`, scales `[outputs blocks]`.
 */
export type StoredMatrix =
  | { readonly _tag: 'Plain'; readonly weight: StoredWeight }
  | { readonly _tag: 'Half'; readonly values: StoredPart<'float16'> }
  | {
      readonly _tag: 'Int8'
      readonly bands: RNEA.ReadonlyNonEmptyArray<StoredPart<'int8'>>
      readonly scales: StoredPart<'float32'>
    }
  | { readonly _tag: 'Int4'; readonly values: StoredPart<'uint8'>; readonly scales: StoredPart<'float32'> }

/**
 * The weights of a checkpoint by the names that its networks ask for, in whichever files they lie. Only headers have
 * been read.
 */
export interface Weights {
  readonly names: readonly string[]
  /** `MissingWeight` where there is none of that name, `WrongShape` where its shape is not the one asked. */
  readonly get: (name: string, shape: readonly number[]) => E.Either<CheckpointFault, StoredWeight>
  /** The weight of that name as something to multiply with, whatever it is held in. Errors: as `get`. */
  readonly matrix: (
    name: string,
    shape: readonly [outputs: number, inputs: number],
  ) => E.Either<CheckpointFault, StoredMatrix>
}
