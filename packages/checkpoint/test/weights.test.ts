import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeSafetensors, type Tensor } from '@sigmastream/tensor-files'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type CheckpointFault,
  describeCheckpointFault,
  namedWeights,
  readFolder,
  readRows,
  readStored,
  readWeight,
  readWeightSet,
  type StoredWeight,
  storedWeights,
  type TensorNames,
} from '../src/index.js'

const right = <A>(result: E.Either<unknown, A>): A => {
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

const left = <Error>(result: E.Either<Error, unknown>): Error => {
  if (E.isRight(result)) throw new Error('it was no error')
  return result.left
}

/** A matrix of values that no other tensor of a file has. */
const tensorOf = (first: number, rows: number, width: number): Tensor => ({
  shape: [rows, width],
  data: Float32Array.from({ length: rows * width }, (_, i) => first + i / 7),
})

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sigmastream-checkpoint-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Writes tensors into shards of a folder of their own, the i-th into shard `shards[i]`, and lists that folder. */
const sharded = async (tensors: readonly (readonly [string, Tensor])[], shards: readonly number[]) => {
  const path = await mkdtemp(join(folder, 'model-'))
  const fileOf = (shard: number): string => `model-0000${shard}.safetensors`
  for (const shard of new Set(shards)) {
    const own = new Map(tensors.filter((_, i) => shards[i] === shard))
    await writeFile(join(path, fileOf(shard)), right(encodeSafetensors(own)))
  }
  const weight_map = Object.fromEntries(tensors.map(([name], i) => [name, fileOf(shards[i] ?? 0)]))
  await writeFile(join(path, 'model.safetensors.index.json'), JSON.stringify({ weight_map }))
  return right(await readFolder(path)())
}

/** What is told where there are none. */
const none = 'no weights'

const weightsOf = async (path: string, names?: TensorNames): Promise<readonly StoredWeight[]> => {
  const listed = right(await readFolder(path)())
  return storedWeights(right(await readWeightSet(listed, 'model', none, names)()).tensors)
}

/** The weights of one file that holds the tensors. */
const inOneFile = async (tensors: ReadonlyMap<string, Tensor>) => {
  const path = await mkdtemp(join(folder, 'model-'))
  await writeFile(join(path, 'model.safetensors'), right(encodeSafetensors(tensors)))
  return path
}

describe('weights', () => {
  const shape = fc.record({ rows: fc.integer({ min: 1, max: 5 }), width: fc.integer({ min: 1, max: 4 }) })

  it('are found by their names with their values, in however many files they lie', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(shape, fc.integer({ min: 0, max: 3 })), { minLength: 1, maxLength: 6 }),
        async (sizes) => {
          const tensors = sizes.map(
            ([{ rows, width }], i) => [`layer.${i}.weight`, tensorOf(100 * i, rows, width)] as const,
          )
          const listed = await sharded(
            tensors,
            sizes.map(([, shard]) => shard),
          )
          const found = namedWeights(storedWeights(right(await readWeightSet(listed, 'model', none)()).tensors))
          expect([...found.names].toSorted()).toEqual(tensors.map(([name]) => name).toSorted())
          for (const [name, { shape: size, data }] of tensors) {
            const values = right(await readWeight(found, name, size)())
            expect(values.slice()).toEqual(data.slice())
          }
        },
      ),
      { numRuns: 25 },
    ))

  it('in parts have the rows of their parts one after the other, and any of them is read by its number', async () => {
    const [q, k] = [tensorOf(0, 3, 2), tensorOf(50, 2, 2)]
    const [first, second] = await weightsOf(
      await inOneFile(
        new Map([
          ['q', q],
          ['k', k],
        ]),
      ),
    )
    if (first === undefined || second === undefined) throw new Error('two were written')
    const both: StoredWeight = { name: 'qk', shape: [5, 2], parts: [first.parts[0], second.parts[0]] }
    const all = [...q.data.slice(), ...k.data.slice()]
    expect(right(await readStored(both)()).slice()).toEqual(Float32Array.from(all))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 4 })), async (rows) => {
        const read = right(await readRows(both, rows)())
        expect([...read]).toEqual(rows.flatMap((row) => all.slice(2 * row, 2 * row + 2)))
      }),
      { numRuns: 25 },
    )
  })

  it('that are not wanted are not looked at, and those that are have the names that are asked for', async () => {
    const path = await inOneFile(new Map([['ema.net', tensorOf(1, 1, 1)]]))
    // Counts of 64 bits, which no network has for weights.
    const file = join(path, 'model.safetensors')
    const header = JSON.stringify({
      'ema.net': { dtype: 'F32', shape: [1], data_offsets: [0, 4] },
      step: { dtype: 'I64', shape: [1], data_offsets: [4, 12] },
    })
    const length = Buffer.alloc(8)
    length.writeBigUInt64LE(BigInt(header.length))
    await writeFile(file, Buffer.concat([length, Buffer.from(header), Buffer.alloc(12)]))
    const average: TensorNames = (stored) =>
      new Map(stored.flatMap((name) => (name.startsWith('ema.') ? [[name.slice(4), name] as const] : [])))
    expect((await weightsOf(path, average)).map(({ name }) => name)).toEqual(['net'])
    const listed = right(await readFolder(path)())
    expect(left(await readWeightSet(listed, 'model', none)())).toMatchObject({
      _tag: 'UnsupportedWeightType',
      name: 'step',
    })
  })
})

describe('what is refused', () => {
  const weights = namedWeights([
    {
      name: 'bias',
      shape: [3],
      parts: [{ type: 'float32', shape: [3], file: 'no file', offset: 0, length: 12 }],
    },
  ])

  it('is a name that is not there, and a shape that is not so', () => {
    expect(left(weights.get('wieght', [3]))).toEqual({ _tag: 'MissingWeight', name: 'wieght' })
    expect(left(weights.matrix('bias', [3, 1]))).toEqual({
      _tag: 'WrongShape',
      name: 'bias',
      expected: [3, 1],
      actual: [3],
    })
  })

  it('is a folder without weights, by what the caller says of it, or by what is there in their place', async () => {
    const path = await mkdtemp(join(folder, 'empty-'))
    expect(left(await readWeightSet(right(await readFolder(path)()), 'model', none)())).toBe(none)
    await writeFile(join(path, 'pytorch_model.bin'), '')
    expect(left(await readWeightSet(right(await readFolder(path)()), 'model', none)())).toEqual({
      _tag: 'PickledWeights',
      file: join(path, 'pytorch_model.bin'),
    })
  })

  it.each(['../model.safetensors', '/etc/model.safetensors', 'a/b.safetensors', 'model.bin'])(
    'is an index that leads to %s',
    async (shard) => {
      const path = await mkdtemp(join(folder, 'leaving-'))
      await writeFile(join(path, 'model.safetensors.index.json'), JSON.stringify({ weight_map: { net: shard } }))
      expect(left(await readWeightSet(right(await readFolder(path)()), 'model', none)())).toMatchObject({
        _tag: 'BadConfig',
        key: 'weight_map.net',
      })
    },
  )

  it('is told in one line that says what would be right, whatever a file has for a name', () => {
    const faults: readonly CheckpointFault[] = [
      { _tag: 'FolderMissing', folder: 'a\nb' },
      { _tag: 'MissingWeight', name: 'a\u202Eb' },
      { _tag: 'WrongShape', name: 'a\nb', expected: [3], actual: [3, 1] },
      { _tag: 'BadConfig', file: 'a\tb', key: 'depth', wrong: '"24"', right: 'a whole number' },
    ]
    for (const fault of faults) expect(describeCheckpointFault(fault)).toMatch(/^[^\p{Cc}\p{Cf}]+$/u)
    expect(describeCheckpointFault(faults[3] ?? { _tag: 'MissingWeight', name: '' })).toContain(
      '"depth" is "24"; it must be a whole number',
    )
  })
})
