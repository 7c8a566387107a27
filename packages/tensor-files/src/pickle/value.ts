import type { Dtype } from '../dtype.js'

/**
 * A view of a storage: element `offset + sum(index * strides)` of record `storage.key` is the tensor's element at
 * `index`.
 */
export interface StridedTensor {
  readonly _tag: 'Tensor'
  readonly storage: Storage
  readonly offset: number
  readonly shape: readonly number[]
  readonly strides: readonly number[]
  readonly count: number
}

/** A tensor of a type that is not read, named as PyTorch or a message names it. */
export interface OtherTensor {
  readonly _tag: 'OtherTensor'
  readonly dtype: string
}

/** A storage of a type that is not read. */
interface OtherStorage {
  readonly _tag: 'OtherStorage'
  readonly dtype: string
}

/** A flat array of `elements`, kept beside the pickle in the record `data/key`. */
export interface Storage {
  readonly _tag: 'Storage'
  readonly key: string
  readonly dtype: Dtype
  readonly elements: number
}

/** A device, a type of elements, a set, a complex number: kept as what it is, without use. */
interface Opaque {
  readonly _tag: 'Opaque'
}

/** A name of the allow-list: the only functions and classes that a pickle may mention. */
export type Global =
  | { readonly _tag: 'RebuildTensor' }
  /** Its first argument is the tensor. */
  | { readonly _tag: 'RebuildFromTensor' }
  /** Its first argument is the function that makes the tensor, its third the arguments of that. */
  | { readonly _tag: 'RebuildFromType' }
  | { readonly _tag: 'RebuildOther'; readonly dtype: string }
  | { readonly _tag: 'Dictionary' }
  | { readonly _tag: 'Size' }
  | { readonly _tag: 'StorageType'; readonly dtype: Dtype | null; readonly name: string }
  | Opaque

/** A list, still growing while the pickle is read: its memo may refer to it before it is complete. */
interface PickleList {
  readonly _tag: 'List'
  readonly items: PickleValue[]
}

/** A dictionary, still growing while the pickle is read. A `Map`: no key of it can reach a prototype. */
interface PickleDict {
  readonly _tag: 'Dict'
  readonly items: Map<string | number, PickleValue>
}

interface PickleTuple {
  readonly _tag: 'Tuple'
  readonly items: readonly PickleValue[]
}

/** Everything that a pickle can build here. An integer past 2^53 and bytes are kept as what they are, without use. */
export type PickleValue =
  | null
  | boolean
  | number
  | string
  | { readonly _tag: 'HugeInteger' }
  | { readonly _tag: 'Bytes' }
  | PickleTuple
  | PickleList
  | PickleDict
  | Global
  | Storage
  | OtherStorage
  | StridedTensor
  | OtherTensor

/** The value where it is one with a tag; `undefined` for a text, a number, a boolean, None, or nothing. */
export const asTagged = (
  value: PickleValue | undefined,
): Exclude<PickleValue, null | boolean | number | string> | undefined =>
  typeof value === 'object' && value !== null ? value : undefined
