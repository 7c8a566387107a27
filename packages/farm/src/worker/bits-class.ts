import { isEmbedded, type Recipe } from '@sigmastream/pipeline'
import type { Processor } from './processor.js'

/** What a machine computes with, as far as it decides bits. */
export interface BitsMaker {
  /** Versions of this program and of Node, both of which stand in every file that is made. */
  readonly program: string
  readonly node: string
  /** The version of the engine; `null` where it is not installed. */
  readonly engine: string | null
  /** Where a recipe is computed that leaves it to the machine. */
  readonly device: string
  readonly processor: Processor
  /** As many threads, and as many bytes for encoding and decoding, a recipe has that says nothing of them. */
  readonly cores: number
  readonly memory: number
}

/**
 * The instruction sets for which the engine has kernels of their own, each of which adds up in another order: a machine
 * with and one without make other bits. Source: onnxruntime, core/mlas/lib/platform.cpp and core/common/cpuid_info.cc.
 */
const kernelSets: readonly string[] = (
  'avx avx2 fma f16c avx_vnni avx512f avx512bw avx512dq avx512vl avx512_vnni avx512_bf16 amx_tile amx_int8 amx_bf16 ' +
  'asimddp i8mm asimdhp bf16 sve sve2 sme'
).split(' ')

/** Small letters, digits, `.` and `-`: a class names a folder of the store. */
const plain = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll('_', '')
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replaceAll(/^[-.]+|-+$/g, '')

const processorClass = ({ arch, sets, name }: Processor): string => {
  if (sets === null) return plain(`${arch}-${name}`)
  const known = kernelSets.filter((one) => sets.includes(one))
  return plain([arch, ...known].join('-'))
}

/**
 * The class of machines that make a recipe into the same file, to the last bit. Both models are computed by the engine,
 * so their bits hang on it, on its device, on the kernels of the processor, and on how many threads share a product;
 * `npm run bench:farm-bits` shows where each of them matters. The versions stand in every file.
 */
export const bitsClass = (recipe: Recipe, maker: BitsMaker): string => {
  const { program, node, engine, processor, cores } = maker
  const versions = [`sigmastream-${program}`, `node-${node}`, `onnxruntime-${engine ?? 'none'}`]
  // the embedded model takes no more threads than there are cores, and is computed on the cpu
  if (isEmbedded(recipe))
    return [...versions, 'cpu', processorClass(processor), `threads-${Math.min(recipe.threads ?? cores, cores)}`]
      .map(plain)
      .join('/')
  const device = recipe.device === undefined ? 'cpu' : recipe.device === 'auto' ? maker.device : recipe.device
  const { threads = cores, memory = maker.memory } = recipe
  return [...versions, device, processorClass(processor), `threads-${threads}`, `memory-${memory}`].map(plain).join('/')
}
