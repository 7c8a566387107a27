import type { Latent, ReadonlyF32, Shape } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import type { Tensor } from '../tensor.js'

/** A latent of a tree: the tensor that holds its values, and its shape `[batch, channels, frames]`. */
export interface TreeLatent {
  readonly tensor: string
  readonly shape: Shape
}

/**
 * Numbers, texts, lists and records with latents between them, as JSON and tensors. A latent is `{ "$latent": n }`, the
 * n-th of `latents`; a number that JSON has not is `{ "$number": "Infinity" }`. What was one latent is one again, and so
 * are the values of two: sums of latents count what is one only once.
 */
export interface TreeParts {
  readonly json: unknown
  readonly latents: readonly TreeLatent[]
  readonly tensors: ReadonlyMap<string, Tensor>
}

/** What cannot stand in a tree, and where: the keys that lead there. */
export interface TreeFault {
  readonly path: readonly string[]
  readonly what: string
}

/** More levels than anything that a solver remembers; the reader of JSON takes no more than a hundred. */
const deepest = 50

const strangeNumbers: Readonly<Record<string, number>> = { NaN, Infinity, '-Infinity': -Infinity, '-0': -0 }

const nameOfNumber = (value: number): string | undefined =>
  Object.keys(strangeNumbers).find((name) => Object.is(strangeNumbers[name], value))

const isLatent = (value: object): value is Latent =>
  'shape' in value && Array.isArray(value.shape) && 'data' in value && value.data instanceof Float32Array

const isPlain = (value: object): boolean => [Object.prototype, null].includes(Object.getPrototypeOf(value))

/** Takes a tree apart. A `Left`: a function, a class, a key that begins with `$`, anything that JSON cannot tell. */
export const partsOfTree = (tree: unknown): E.Either<TreeFault, TreeParts> => {
  const latents: TreeLatent[] = []
  const tensors = new Map<string, Tensor>()
  const [places, names] = [new Map<Latent, number>(), new Map<ReadonlyF32, string>()]
  let fault: TreeFault | null = null
  const refuse = (path: readonly string[], what: string): null => {
    fault ??= { path, what }
    return null
  }
  const tensorOf = ({ shape, data }: Latent, path: readonly string[]): string => {
    const known = names.get(data)
    if (known !== undefined) return known
    const name = path.join('.')
    const own = tensors.has(name) ? `${name} ${tensors.size}` : name
    names.set(data, own)
    tensors.set(own, { shape, data })
    return own
  }
  const jsonOfLatent = (latent: Latent, path: readonly string[]): unknown => {
    const known = places.get(latent) ?? latents.push({ tensor: tensorOf(latent, path), shape: latent.shape }) - 1
    places.set(latent, known)
    return { $latent: known }
  }
  const jsonOf = (value: unknown, path: readonly string[]): unknown => {
    if (path.length > deepest) return refuse(path, `nested deeper than ${deepest} levels`)
    if (typeof value === 'number') {
      const name = nameOfNumber(value)
      return name === undefined ? value : { $number: name }
    }
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
    if (Array.isArray(value)) return value.map((one: unknown, i) => jsonOf(one, [...path, `${i}`]))
    if (typeof value !== 'object') return refuse(path, `a ${typeof value}`)
    if (isLatent(value)) return jsonOfLatent(value, path)
    if (!isPlain(value)) return refuse(path, `an instance of ${value.constructor.name}`)
    return jsonOfRecord(value, path)
  }
  const jsonOfRecord = (record: object, path: readonly string[]): unknown =>
    Object.fromEntries(
      Object.entries(record).flatMap(([key, value]: readonly [string, unknown]) => {
        const here = [...path, key]
        if (key.startsWith('$') || key === '__proto__') return [[key, refuse(here, 'a key that is kept')]]
        return value === undefined ? [] : [[key, jsonOf(value, here)]]
      }),
    )
  const json = jsonOf(tree, [])
  return fault === null ? E.right({ json, latents, tensors }) : E.left(fault)
}

/** Puts a tree together again. A `Left`: a latent that is none, a number that has no name. */
export const treeOfParts = ({ json, latents, tensors }: TreeParts): E.Either<TreeFault, unknown> => {
  let fault: TreeFault | null = null
  const refuse = (path: readonly string[], what: string): null => {
    fault ??= { path, what }
    return null
  }
  const whole = latents.map(({ tensor, shape }, i): Latent | null => {
    const data = tensors.get(tensor)?.data
    if (data === undefined) return refuse([`latent ${i}`], `the values of "${tensor}", which is no tensor of the file`)
    return shape.reduce((count, size) => count * size, 1) === data.length
      ? { shape, data }
      : refuse([`latent ${i}`], `${data.length} values for a shape of ${shape.join('x')}`)
  })
  const valueOf = (value: unknown, path: readonly string[]): unknown => {
    if (Array.isArray(value)) return value.map((one: unknown, i) => valueOf(one, [...path, `${i}`]))
    if (!t.UnknownRecord.is(value)) return value
    const { $latent: place, $number: name } = value
    if (place !== undefined)
      return (typeof place === 'number' ? whole[place] : null) ?? refuse(path, `a latent that is not in its list`)
    if (name !== undefined)
      return (typeof name === 'string' ? strangeNumbers[name] : undefined) ?? refuse(path, 'a number without a name')
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, valueOf(one, [...path, key])]))
  }
  const tree = valueOf(json, [])
  return fault === null ? E.right(tree) : E.left(fault)
}
