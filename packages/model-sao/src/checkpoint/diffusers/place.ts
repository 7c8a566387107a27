import type { StoredPart, StoredWeight } from '@sigmastream/checkpoint'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../errors.js'
import type { PlacementOf } from './placement.js'

/**
 * The same elements under the shape that the single-file layout gives them: a snake's alpha and beta are [channels]
 * there and [1, channels, 1] in diffusers, the timestep's frequencies [n, 1] and [n].
 */
const withSingleFileShape = (name: string, part: StoredPart): StoredPart => {
  const {
    shape: [first = 1, second = 1, ...rest],
  } = part
  if (/\.(?:alpha|beta)$/.test(name) && first === 1 && rest.length === 1 && rest[0] === 1)
    return { ...part, shape: [second] }
  return name === 'model.model.timestep_features.weight' && part.shape.length === 1
    ? { ...part, shape: [first, 1] }
    : part
}

interface WeightSlots {
  readonly of: number
  readonly parts: ReadonlyMap<number, StoredPart>
}

/** The groups of a tensor's rows as parts, in the order that is given; whole where its rows are no such groups. */
const rowGroups = (part: StoredPart, order: readonly number[]): readonly [StoredPart, ...StoredPart[]] => {
  const [rows = 0, ...columns] = part.shape
  const [first = 0, ...others] = order
  if (rows === 0 || rows % order.length !== 0) return [part]
  const length = part.length / order.length
  const group = (i: number): StoredPart => ({
    ...part,
    shape: [rows / order.length, ...columns],
    offset: part.offset + i * length,
    length,
  })
  return [group(first), ...others.map(group)]
}

const assemble = (name: string, { of, parts }: WeightSlots): E.Either<CheckpointError, StoredWeight> => {
  const sorted = Array.from({ length: of }, (_, i) => parts.get(i))
  const found = sorted.filter((part) => part !== undefined)
  const [first, ...others] = found
  if (first === undefined || found.length < of) return E.left({ _tag: 'MissingWeight', name })
  const rows = found.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0)
  const columns = first.shape.slice(1)
  const odd = others.find(
    ({ shape }) => shape.length !== first.shape.length || columns.some((n, i) => n !== shape[i + 1]),
  )
  return odd === undefined
    ? E.right({ name, shape: of === 1 ? first.shape : [rows, ...columns], parts: [first, ...others] })
    : E.left({ _tag: 'WrongShape', name, expected: first.shape, actual: odd.shape })
}

/**
 * The tensors of one diffusers folder as weights of the single-file layout; those without a place there are left out.
 * Errors: `MissingWeight` where one of several parts is not there, `WrongShape` where the parts cannot be put one after
 * the other.
 */
export const placeTensors = (
  tensors: ReadonlyMap<string, StoredPart>,
  place: PlacementOf,
): E.Either<CheckpointError, readonly StoredWeight[]> => {
  const slots = new Map<string, WeightSlots>()
  const regroupings: StoredWeight[] = []
  for (const [from, part] of tensors) {
    const placement = place(from)
    if (placement === undefined) continue
    const { name, index, of, groups } = placement
    if (groups !== undefined) {
      regroupings.push({ name, shape: part.shape, parts: rowGroups(part, groups) })
      continue
    }
    const parts = new Map(slots.get(name)?.parts).set(index, withSingleFileShape(name, part))
    slots.set(name, { of, parts })
  }
  return pipe(
    [...slots],
    E.traverseArray(([name, filled]: readonly [string, WeightSlots]) => assemble(name, filled)),
    E.map((assembled) => [...assembled, ...regroupings]),
  )
}
