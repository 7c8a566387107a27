import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StoredWeight } from '@sigmastream/checkpoint'
import type { Latent } from '@sigmastream/core'
import { encodeModel, input, openSession } from '@sigmastream/onnx'
import { encodeSafetensors, readSafetensorsHeader } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import { linearLayer } from '../../src/graph/layer.js'
import { type PackedModel, packModel } from '../../src/precision/packed-weights.js'
import type { PackedPrecision } from '../../src/precision/precision.js'

/** What a test expects to have worked. */
export const right = <L, A>(result: E.Either<L, A>): A => {
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

/** Runs `use` with a folder of its own, which is removed afterwards. */
export const inFolder = async <A>(use: (folder: string) => Promise<A>): Promise<A> => {
  const folder = await mkdtemp(join(tmpdir(), 'sigmastream-precision-'))
  return use(folder).finally(() => rm(folder, { recursive: true, force: true }))
}

/** The root mean square of the difference, over that of what is right. */
export const relative = (ours: Latent, expected: Latent): number => {
  const squares = (values: readonly number[]): number => values.reduce((sum, value) => sum + value * value, 0)
  const differences = Array.from(expected.data, (value, i) => (ours.data[i] ?? NaN) - value)
  return Math.sqrt(squares(differences) / squares([...expected.data]))
}

/** The name of a layer whose matrix is packed, and of the matrix. */
export const NAME = 'model.model.transformer.layers.0.ff.ff.2'
export const MATRIX = `${NAME}.weight`

/** A checkpoint of these float32 weights in `folder`, and how they are to be packed there. */
export const packing = async (
  folder: string,
  weights: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>>,
  precision: PackedPrecision,
): Promise<PackedModel> => {
  const file = join(folder, 'model.safetensors')
  await writeFile(file, right(encodeSafetensors(new Map(Object.entries(weights)))))
  const { entries } = right(await readSafetensorsHeader(file)())
  const stored = [...entries.values()].map(
    ({ name, shape, offset, length }): StoredWeight => ({
      name,
      shape,
      parts: [{ type: 'float32', shape, file, offset, length }],
    }),
  )
  return { cache: join(folder, 'cache'), identity: 'a-model', stored, precision }
}

/** x W^T by the graph's own product, W packed: `[rows, inputs]` to `[rows, outputs]`. */
export const multiplied = (
  x: Float32Array,
  matrix: Float32Array,
  outputs: number,
  inputs: number,
  precision: PackedPrecision,
): Promise<Float32Array> =>
  inFolder(async (folder) => {
    const packed = await packing(folder, { [MATRIX]: { shape: [outputs, inputs], data: matrix } }, precision)
    const { weights } = right(await packModel(packed, [], {})())
    const graph = right(linearLayer(weights, NAME, inputs, outputs))(input('x', 'float32', ['rows', inputs]))
    const externalFolder = join(folder, 'cache', 'weights', 'a-model')
    const session = right(await openSession(right(encodeModel({ y: graph })), { threads: 1, externalFolder })())
    const answer = await session
      .run({ x: { type: 'float32', dims: [x.length / inputs, inputs], data: x } })()
      .finally(session.close)
    const y = right(answer)['y']
    if (y?.type !== 'float32') throw new Error('no product')
    return y.data
  })
