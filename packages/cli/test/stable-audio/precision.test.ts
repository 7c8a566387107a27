import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { namesIn, scratch, type } from '../support.js'
import { quick, refused, single, works } from './checkpoints.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
const env = { SIGMASTREAM_CACHE: at('cache') }
const line = ['generate', 'rain', '--model', single, ...quick, '--seed', '5', '--seconds', '0.1']
const recipeOf = (name: string) => JSON.parse(readFileSync(at(`${name}.json`), 'utf8'))

describe.each(['fp16-weights', 'int8', 'int4'])('--precision %s', (precision) => {
  it('packs the weights once, says so, and makes the same again from the recipe', async () => {
    const first = await works([...line, '--precision', precision, '-o', at(`${precision}.wav`)], { env })
    expect(first.stderr).toContain('packing the weights, once for this precision: 0 of ')
    const [model = ''] = namesIn(join(at('cache'), 'weights'))
    const packed = join(at('cache'), 'weights', model, `${precision}.safetensors`)
    const { mtimeMs } = statSync(packed)
    expect(recipeOf(`${precision}.wav`)).toMatchObject({ precision })

    const again = await works(
      ['rerun', at(`${precision}.wav`), '--model', single, '-o', at(`${precision}-again.wav`)],
      { env },
    )
    expect(again.stderr).not.toContain('packing')
    expect(readFileSync(at(`${precision}-again.wav`))).toEqual(readFileSync(at(`${precision}.wav`)))
    expect(statSync(packed).mtimeMs).toBe(mtimeMs)
  })
})

describe('--precision', () => {
  const unused = { env: { SIGMASTREAM_CACHE: at('unused') } }
  beforeAll(async () => void (await works([...line, '-o', at('plain.wav')], unused)), 60_000)

  it('packs the weights again where a byte of them flipped, and makes the same', async () => {
    const int8 = [...line, '--precision', 'int8']
    await works([...int8, '-o', at('before.wav')], { env })
    const packed = namesIn(join(at('cache'), 'weights')).map((model) =>
      join(at('cache'), 'weights', model, 'int8.safetensors'),
    )
    const before = packed.map((file) => readFileSync(file))
    for (const [i, file] of packed.entries()) {
      const flipped = Buffer.from(before[i] ?? [])
      flipped.writeUInt8((flipped.at(-100) ?? 0) ^ 64, flipped.length - 100)
      writeFileSync(file, flipped)
    }
    const { stderr } = await works([...int8, '-o', at('after.wav')], { env })
    expect(stderr).toContain('packing')
    expect(readFileSync(at('after.wav'))).toEqual(readFileSync(at('before.wav')))
    expect(packed.map((file) => readFileSync(file))).toEqual(before)
  })

  it('fp32 is what there is without it, and packs nothing', async () => {
    await works([...line, '--precision', 'fp32', '-o', at('fp32.wav')], unused)
    expect(readFileSync(at('fp32.wav'))).toEqual(readFileSync(at('plain.wav')))
    expect(namesIn(folder)).not.toContain('unused')
  })

  it('auto takes the most exact that fits into memory, and says which and why', async () => {
    const chosen = async (memory: number): Promise<string> =>
      (await type(['explain', ...line, '--precision', 'auto'], { env, memory })).stderr
    expect(await chosen(1e12)).toBe('precision: fp32, chosen for the 1000.0 GB of memory that are free\n')
    expect(await chosen(0)).toBe('precision: int4, chosen for the 0.0 GB of memory that are free\n')
  })

  it('that is none is refused with the names, and without a model it is refused as well', async () => {
    expect(await refused([...line, '--precision', 'int3', '-o', at('n.wav')])).toContain(
      'give int8, or another of fp32, fp16-weights, int4, auto',
    )
    const stray = ['restyle', 'in.wav', '--strength', '0.5', '--precision', 'int8', '-o', at('n.wav')]
    expect(await refused(stray)).toContain('--precision is for Stable Audio')
  })

  it('of a recipe of another precision is another model', async () => {
    const { model } = recipeOf('plain.wav')
    await works([...line, '--precision', 'int8', '-o', at('b.wav')], { env })
    expect(recipeOf('b.wav').model).not.toBe(model)
  })
})
