import { constant, type Latent } from '../latent.js'
import { type Shape, sameShape, showShape, sizeOf } from '../shape.js'
import { blockFloats, kernels, mostTerms, vectorFloats } from './kernel.js'

/** One term of a linear combination. */
export type Term = readonly [coefficient: number, latent: Latent]

const mustFit = (operands: readonly Latent[], shape: Shape): void => {
  if (operands.length > mostTerms)
    throw new RangeError(`${operands.length} latents; at most eight can be combined at once`)
  const stray = operands.find((operand) => !sameShape(operand.shape, shape) || operand.data.length !== sizeOf(shape))
  if (stray !== undefined)
    throw new RangeError(
      `latents of ${showShape(shape)} and of ${showShape(stray.shape)}, ${stray.data.length} values; all must have one shape`,
    )
}

// Latents that were seen to be finite, as they were made or later; they cannot change, so no guard has to look again.
const finite = new WeakSet<Latent>()

// Blocks 0 to `operands.length - 1` exist: `mostTerms` bounds the count. `run` works on whole vectors, so the padding
// behind a last partial block is cleared; it is never read back.
const eachBlock = (shape: Shape, operands: readonly Latent[], run: (bytes: number) => number): Latent => {
  const length = sizeOf(shape)
  mustFit(operands, shape)
  const data = new Float32Array(length)
  const { blocks } = kernels()
  const result = blocks[mostTerms]!
  let strange = 0
  for (let start = 0; start < length; start += blockFloats) {
    const end = Math.min(start + blockFloats, length)
    for (let k = 0; k < operands.length; k++) {
      const operand = operands[k]!.data
      blocks[k]!.set(start === 0 && end === length ? operand : operand.subarray(start, end))
      if (end - start < blockFloats) blocks[k]!.fill(0, end - start, end - start + vectorFloats)
    }
    strange |= run((end - start) * 4)
    data.set(end - start === blockFloats ? result : result.subarray(0, end - start), start)
  }
  const made = { shape, data }
  if (strange === 0) finite.add(made)
  return made
}

/** The terms with the coefficients of one latent added up, in the order in which latents first occur. */
const collectTerms = (terms: readonly Term[]): readonly Term[] => {
  const sums = new Map<Latent, number>()
  for (const [coefficient, latent] of terms) sums.set(latent, (sums.get(latent) ?? 0) + coefficient)
  return [...sums].flatMap(([latent, coefficient]): readonly Term[] =>
    coefficient === 0 ? [] : [[coefficient, latent]],
  )
}

/**
 * sum of coefficient * latent, in float32, for up to eight latents of one shape: every sampler's update is one of
 * these. The coefficients of a latent that stands in several terms are added up first. A coefficient of exactly 0 drops
 * its term, so that 0 * Infinity never arises; a single term with coefficient 1 is the latent itself, not a copy. More
 * than eight latents, or latents of different shapes, throw: a mistake of the code that calls.
 */
export const combine = (...terms: readonly [Term, ...Term[]]): Latent => {
  const used = collectTerms(terms)
  const only = used[0]
  if (used.length === 1 && only !== undefined && only[0] === 1) return only[1]
  const { shape } = terms[0][1]
  if (only === undefined) return constant(shape, 0)
  const { kernel, coefficients } = kernels()
  used.forEach(([coefficient], k) => (coefficients[k] = coefficient))
  return eachBlock(
    shape,
    used.map(([, latent]) => latent),
    (bytes) => kernel.combine(used.length, bytes),
  )
}

/**
 * `x` where the mask is 1, the sum of the anchor's terms where it is 0 (selected, so an infinity on the other side
 * leaves no NaN), and between them in proportion. All have one shape. An anchor of reference + level * noise is computed
 * where the mask wants it, in the one pass.
 */
export const maskedBlend = (mask: Latent, x: Latent, anchor: readonly [Term, ...Term[]]): Latent => {
  const [[keep, reference], noise, ...more] = anchor
  if (keep !== 1 || more.length > 0) return maskedBlend(mask, x, [[1, combine(...anchor)]])
  const [level, eps] = noise ?? [0, null]
  const operands = eps === null ? [mask, x, reference] : [mask, x, reference, eps]
  return eachBlock(x.shape, operands, (bytes) => kernels().kernel.project(level, bytes))
}

/** The place and value of the first NaN or infinity, or `null`. */
export const firstNonFinite = (latent: Latent): { readonly index: number; readonly value: number } | null => {
  if (finite.has(latent)) return null
  const { data } = latent
  const { kernel, blocks } = kernels()
  for (let start = 0; start < data.length; start += blockFloats) {
    const part = data.subarray(start, Math.min(start + blockFloats, data.length))
    blocks[0]!.set(part) // block 0 always exists
    if (part.length < blockFloats) blocks[0]!.fill(0, part.length, part.length + vectorFloats)
    if (kernel.strange(part.length * 4) === 1) {
      const at = Array.prototype.findIndex.call(part, (value: number) => !Number.isFinite(value))
      return { index: start + at, value: data[start + at] ?? Number.NaN }
    }
  }
  finite.add(latent)
  return null
}
