import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { namedWeights } from '@sigmastream/checkpoint'
import { describe, expect, it } from 'vitest'
import { openDit } from '../../src/dit/dit.js'
import { packModel } from '../../src/precision/packed-weights.js'
import { sa3Conditioning, sa3Config, sa3Folder, sa3Recorded } from '../dit/sa3-support.js'
import { distance, latentOf, noSignal, storedIn } from '../dit/support.js'
import { inFolder, right } from './support.js'

/** More than an offset of 32 bits reaches. */
const HOLE = 2 ** 32 + 2 ** 20

/** The recorded checkpoint behind a hole, of which nothing is on the disk. */
const behindHole = async (folder: string): Promise<string> => {
  const file = join(folder, 'model.safetensors')
  const bytes = await readFile(`${sa3Folder('medium')}/checkpoint/model.safetensors`)
  const length = Number(bytes.readBigUInt64LE(0))
  const entries: Record<string, { data_offsets: readonly [number, number] }> = JSON.parse(
    bytes.toString('utf8', 8, 8 + length),
  )
  const moved = Object.entries(entries).map(([name, entry]) => {
    if (name === '__metadata__') return [name, entry]
    const [from, to] = entry.data_offsets
    return [name, { ...entry, data_offsets: [from + HOLE, to + HOLE] }]
  })
  const hole = { dtype: 'U8', shape: [HOLE], data_offsets: [0, HOLE] }
  const json = Buffer.from(JSON.stringify({ hole, ...Object.fromEntries(moved) }))
  const header = Buffer.alloc(8 + Math.ceil(json.length / 8) * 8, ' ')
  header.writeBigUInt64LE(BigInt(header.length - 8), 0)
  json.copy(header, 8)
  const written = await open(file, 'w')
  await written.write(header, 0, header.length, 0)
  await written.write(bytes, 8 + length, bytes.length - 8 - length, header.length + HOLE)
  await written.close()
  return file
}

describe('weights that lie further in a file than 4 GiB', async () => {
  const [get, config] = await Promise.all([sa3Recorded('medium'), sa3Config('medium')])

  it('are computed with where they lie, and packed', () =>
    inFolder(async (cache) => {
      const stored = await storedIn(await behindHole(cache))
      const packed = packModel({ cache, identity: 'a-model', stored, precision: 'fp16-weights' }, [], {})
      const errors: number[] = []
      for (const weights of [namedWeights(stored), right(await packed()).weights]) {
        const dit = right(await openDit({ config, weights, threads: 1 })())
        const network = right(dit.network(sa3Conditioning(get)))
        const answer = await network(latentOf(get('dit.x')), [...get('dit.t').data], noSignal)
        await dit.close()
        errors.push(distance(answer.data, get('dit.mixed.out').data))
      }
      expect(errors[0]).toBeLessThan(3e-5)
      expect(errors[1]).toBeLessThan(1e-3)
    }))
})
