import type { ReadonlyF32 } from '@sigmastream/core'
import { type TorchCpuGenerator, type TorchDtype, torchCpuGenerator } from '@sigmastream/core/noise'
import { readTensors } from '@sigmastream/tensor-files'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { compare, exactTolerance, type Tolerance } from '../comparison.js'
import type { ParityError } from '../errors.js'
import type { Report } from '../report.js'

const singleTolerance: Tolerance = { bound: 2e-6, measure: 'absolute' }

/** One half-precision unit of a value: 2^(exponent - 10), and 2^-24 where the value is subnormal. */
const halfUnit = (value: number): number =>
  2 ** (Math.max(-14, Math.floor(Math.log2(Math.abs(value) || 2 ** -14))) - 10)

type Drawing = (generator: TorchCpuGenerator) => ReadonlyF32

/** The size of the first draw of a recorded sequence: [1,64,128]. */
const firstDraw = 64 * 128

/** What a tensor's name asks of the generator, with its seed; `undefined` for a name of another form. */
const drawRequest = (
  name: string,
  size: number,
): { readonly seed: number; readonly draw: Drawing; readonly dtype: TorchDtype } | undefined => {
  const [, kind, type, seed] = /^(randn?)_(f16|f32)_seed(\d+)_n\d+$/.exec(name) ?? []
  const [, later, place] = /^sequence_seed(\d+)\.(second|third)$/.exec(name) ?? []
  const dtype = type === 'f16' ? 'float16' : 'float32'
  if (kind !== undefined)
    return {
      seed: Number(seed),
      dtype,
      draw: (generator) => (kind === 'rand' ? generator.rand(size) : generator.randn(size, dtype)).values,
    }
  if (later === undefined) return undefined
  return {
    seed: Number(later),
    dtype,
    draw: (generator) => {
      const second = generator.randn(firstDraw).next
      return (place === 'second' ? second : second.randn(firstDraw).next).randn(size).values
    },
  }
}

/**
 * Every draw in `torch_cpu_rng.safetensors`, made again from the seed and size in its name: float32 within 2e-6,
 * uniforms exactly, float16 within one half-precision unit.
 */
export const compareGenerator = (folder: string): TE.TaskEither<ParityError, Report> =>
  pipe(
    readTensors(`${folder}/torch_cpu_rng.safetensors`),
    TE.map((tensors) => {
      const known = [...tensors].flatMap(([name, { data }]) => {
        const question = drawRequest(name, data.length)
        if (question === undefined) return []
        const ours = pipe(
          torchCpuGenerator(question.seed),
          E.match((): ReadonlyF32 => new Float32Array(), question.draw),
        )
        if (question.dtype === 'float32')
          return [compare(`draw ${name}`, ours, data, name.startsWith('rand_') ? exactTolerance : singleTolerance)]
        // In units of the last place of each expected value, so that "one unit" is a bound of 1.
        const units = Array.from(data, halfUnit)
        const scaled = (values: ReadonlyF32): readonly number[] => units.map((unit, i) => (values[i] ?? NaN) / unit)
        return [compare(`draw ${name} (half units)`, scaled(ours), scaled(data), { bound: 1, measure: 'absolute' })]
      })
      return {
        comparisons: known,
        unknown: [...tensors]
          .filter(([name, { data }]) => drawRequest(name, data.length) === undefined)
          .map(([name]) => name),
      }
    }),
  )
