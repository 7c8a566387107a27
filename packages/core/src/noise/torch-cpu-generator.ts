import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { mersenne } from 'pure-rand/generator/mersenne'
import type { Refused } from '../errors.js'
import type { ReadonlyF32 } from '../latent.js'
import { roundToHalf } from '../numerics/half.js'
import { checkSeed } from './seeds.js'

/** The element types of PyTorch that are drawn here. */
export type TorchDtype = 'float32' | 'float16'

/** What a draw gives: the values, and the generator as it is afterwards. */
export interface TorchDraw {
  readonly values: ReadonlyF32
  readonly next: TorchCpuGenerator
}

/** PyTorch's CPU generator as a value: a draw leaves it as it was, and gives the next one. */
export interface TorchCpuGenerator {
  /** `count` uniforms in [0, 1) with 24 bits: `torch.rand(count)`. */
  readonly rand: (count: number) => TorchDraw
  /** `count` standard normals: `torch.randn(count, dtype=dtype)`. */
  readonly randn: (count: number, dtype?: TorchDtype) => TorchDraw
}

type Words = ReturnType<typeof mersenne>

/** PyTorch transforms whole blocks of this many; fewer values than one block go another way. */
const BLOCK = 16

/** The generator with these words to come, and the second normal of the last pair, if it was not used yet. */
const generator = (start: Words, spare: number | undefined): TorchCpuGenerator => ({
  rand: (count) => {
    const words = start.clone()
    return { values: uniforms(words, new Float32Array(count)), next: generator(words, spare) }
  },
  randn: (count, dtype = 'float32') => {
    const words = start.clone()
    const values = new Float32Array(count)
    const left = count < BLOCK ? fillInPairs(words, spare, values) : spare
    if (count >= BLOCK) fillInBlocks(words, values, dtype)
    return { values: dtype === 'float16' ? values.map(roundToHalf) : values, next: generator(words, left) }
  },
})

/** `uniform_real_distribution<float>`: the low 24 bits of a word. */
const uniforms = (words: Words, out: Float32Array): Float32Array => {
  for (let i = 0; i < out.length; i += 1) out[i] = (words.next() & 0xffffff) * 2 ** -24
  return out
}

/**
 * `normal_fill`: uniforms for all elements first, then element j of each block of 16 with element j + 8. A remainder
 * redraws the last 16. In half precision the blocks are drawn one by one, so the remainder has no uniforms that are
 * thrown away.
 */
const fillInBlocks = (words: Words, out: Float32Array, dtype: TorchDtype): void => {
  const remainder = out.length % BLOCK
  const whole = out.length - remainder
  const drawn = uniforms(words, new Float32Array(dtype === 'float16' ? whole : out.length))
  for (let i = 0; i < whole; i += BLOCK) transformBlock(drawn, i, out, i)
  if (remainder > 0) transformBlock(uniforms(words, new Float32Array(BLOCK)), 0, out, out.length - BLOCK)
}

const transformBlock = (uniform: Float32Array, from: number, out: Float32Array, to: number): void => {
  // Both arrays have a whole block at these places.
  for (let j = 0; j < BLOCK / 2; j += 1) {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform[from + j]!))
    const angle = 2 * Math.PI * uniform[from + j + BLOCK / 2]!
    out[to + j] = radius * Math.cos(angle)
    out[to + j + BLOCK / 2] = radius * Math.sin(angle)
  }
}

/** `uniform_real_distribution<double>`: 53 bits of two words, the high one first. */
const uniform53 = (words: Words): number => {
  const high = words.next() & 0x1fffff
  return (high * 2 ** 32 + (words.next() >>> 0)) * 2 ** -53
}

/**
 * `normal_distribution<double>`: pairs, of which the second is kept for the next value, also that of a later draw.
 * Answers with what is left.
 */
const fillInPairs = (words: Words, spare: number | undefined, out: Float32Array): number | undefined => {
  let kept = spare
  for (let i = 0; i < out.length; i += 1) {
    if (kept !== undefined) {
      out[i] = kept
      kept = undefined
    } else {
      const angle = 2 * Math.PI * uniform53(words)
      const radius = Math.sqrt(-2 * Math.log1p(-uniform53(words)))
      out[i] = radius * Math.cos(angle)
      kept = radius * Math.sin(angle)
    }
  }
  return kept
}

/**
 * PyTorch's CPU generator after `torch.manual_seed(seed)`, as a value: MT19937, seeded with the low 32 bits.
 *
 * Values agree with PyTorch's to 2e-6 (it takes float32 approximations of logarithm and sine, here they are float64).
 * `Refused`: a seed that is not a whole number from 0 to 2^53 - 1. As the noise of a run: {@link torchCpu}.
 * Source: ATen `core/MT19937RNGEngine.h`, `core/DistributionsHelper.h` (uniform_real, normal), and
 * `native/cpu/DistributionTemplates.h` (normal_fill).
 *
 * @example
 * ```ts
 * import { orThrow } from '@sigmastream/core'
 * import { torchCpuGenerator } from '@sigmastream/core/noise'
 *
 * const { values, next } = orThrow(torchCpuGenerator(0)).rand(2)
 * console.log(values[0]?.toFixed(4), values[1]?.toFixed(4), next.rand(1).values[0]?.toFixed(4)) // 0.4963 0.7682 0.0885
 * ```
 */
export const torchCpuGenerator = (seed: number): E.Either<Refused, TorchCpuGenerator> =>
  pipe(
    checkSeed(seed),
    E.map((checked) => generator(mersenne(checked | 0), undefined)),
  )
