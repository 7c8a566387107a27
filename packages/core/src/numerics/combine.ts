import { build, type Latent, type ReadonlyF32 } from '../latent.js'
import { blockFloats, blocks, coefficients, kernel, mostTerms } from './kernel.js'

/** One term of a linear combination. */
export type Term = readonly [coefficient: number, latent: Latent]

const mustFit = (operands: readonly ReadonlyF32[], length: number): void => {
  if (operands.length > mostTerms) throw new RangeError(`${operands.length} latents; at most eight can be combined at once`)
  const stray = operands.find((operand) => operand.length !== length)
  if (stray !== undefined) throw new RangeError(`latents of ${length} and of ${stray.length} values; all must have one shape`)
}

// Blocks 0 to `operands.length - 1` exist: `mostTerms` bounds the count. The padding behind a last partial block is never read back.
const eachBlock = (length: number, operands: readonly ReadonlyF32[], run: (bytes: number) => void, out: Float32Array): void => {
  mustFit(operands, length)
  const result = blocks[mostTerms]!
  for (let start = 0; start < length; start += blockFloats) {
    const end = Math.min(start + blockFloats, length)
    for (let k = 0; k < operands.length; k++) {
      const operand = operands[k]!
      blocks[k]!.set(start === 0 && end === length ? operand : operand.subarray(start, end))
    }
    run((end - start) * 4)
    out.set(end - start === blockFloats ? result : result.subarray(0, end - start), start)
  }
}

/**
 * sum of coefficient * latent, in float32, for up to eight latents of one shape: every sampler's update is one of these.
 * A coefficient of exactly 0 drops its term, so that 0 * Infinity never arises; a single term with coefficient 1 is the latent
 * itself, not a copy. More than eight latents, or latents of different sizes, throw: a mistake of the code that calls.
 */
export const combine = (...terms: readonly [Term, ...Term[]]): Latent => {
  const used = terms.filter(([coefficient]) => coefficient !== 0)
  const only = used[0]
  if (used.length === 1 && only !== undefined && only[0] === 1) return only[1]
  return build(terms[0][1].shape, (out) => {
    if (only === undefined) return
    used.forEach(([coefficient], k) => (coefficients[k] = coefficient))
    eachBlock(out.length, used.map(([, latent]) => latent.data), (bytes) => kernel.combine(used.length, bytes), out)
  })
}

/**
 * `x` where the mask is 1, `y` where it is 0 (selected, so an infinity on the other side leaves no NaN), and
 * `y + mask (x - y)` between. All three have one shape.
 */
export const select = (mask: Latent, x: Latent, y: Latent): Latent =>
  build(x.shape, (out) => eachBlock(out.length, [mask.data, x.data, y.data], (bytes) => kernel.select(bytes), out))

/** The place and value of the first NaN or infinity, or `null`. */
export const firstNonFinite = ({ data }: Latent): { readonly index: number; readonly value: number } | null => {
  for (let start = 0; start < data.length; start += blockFloats) {
    const part = data.subarray(start, Math.min(start + blockFloats, data.length))
    blocks[0]!.set(part) // block 0 always exists
    const bytes = part.length * 4
    // The kernel reads whole vectors of four; pad the last one.
    if (part.length % 4 !== 0) blocks[0]!.fill(0, part.length, part.length + 4 - (part.length % 4))
    if (kernel.strange(bytes) === 1) {
      const at = Array.prototype.findIndex.call(part, (value: number) => !Number.isFinite(value))
      return { index: start + at, value: data[start + at] ?? Number.NaN }
    }
  }
  return null
}
