import { either as E, type taskEither as TE } from 'fp-ts'
import type { FileError } from './error.js'
import type { StoredTensor } from './tensor.js'

/** Reads one tensor, if it makes at most `most` elements in memory; else `TooLarge`. */
export type TensorLoad = (most: number) => TE.TaskEither<FileError, StoredTensor>

/** The tensors of an open file by name, none of them read yet; all together make at most `budget` elements. */
export interface TensorIndex {
  readonly budget: number
  readonly tensors: ReadonlyMap<string, TensorLoad>
  /** What lies beside them and is no tensor that is read, and what is said where it is asked for by its name. */
  readonly others: ReadonlyMap<string, FileError>
}

/** An index of tensors alone. */
export const noOthers: TensorIndex['others'] = new Map()

/** Opens a file of one format for as long as `use` runs, and closes it whatever happens. */
export type WithTensors = <A>(
  path: string,
  use: (index: TensorIndex) => TE.TaskEither<FileError, A>,
) => TE.TaskEither<FileError, A>

const ALWAYS = 2 ** 26
const PER_BYTE = 4

/**
 * How many float32 elements a file of `bytes` may become: four for each of its bytes, and 2^26 (256 MiB) in any case. A
 * plain file has at most one a byte; only compression, or a tensor that repeats its elements, makes more.
 */
export const elementBudget = (bytes: number): number => Math.max(ALWAYS, PER_BYTE * bytes)

/**
 * Reads every tensor, one after the other, within the budget; what lies beside them is left out, unless there is
 * nothing else.
 */
export const loadAll =
  (index: TensorIndex): TE.TaskEither<FileError, ReadonlyMap<string, StoredTensor>> =>
  async () => {
    const [other] = index.others.values()
    if (index.tensors.size === 0 && other !== undefined) return E.left(other)
    const loaded = new Map<string, StoredTensor>()
    let left = index.budget
    for (const [name, load] of index.tensors) {
      const tensor = await load(left)()
      if (E.isLeft(tensor)) return tensor
      loaded.set(name, tensor.right)
      left -= tensor.right.data.length
    }
    return E.right(loaded)
  }
