import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readComment } from '@sigmastream/audio'
import { constant } from '@sigmastream/core'
import { beforeAll, describe, expect, it } from 'vitest'
import { gaussian, namesIn, type Said, scratch, tone, toyModel, type, wav } from './support.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
const few = ['--steps', '2']

/** A new folder of this name. */
const made = (name: string): string => {
  mkdirSync(at(name))
  return at(name)
}

beforeAll(() => {
  made('takes')
  writeFileSync(at('takes/a.wav'), wav(tone(1)))
  writeFileSync(at('takes/b.wav'), wav(tone(0.5, { pitch: 330 })))
  writeFileSync(at('takes/.hidden.wav'), 'nothing')
  writeFileSync(at('takes/notes.txt'), 'nothing')
  writeFileSync(at('short.wav'), wav(tone(0.1)))
})

describe('several files', () => {
  it('of a folder are varied one after the other, each as it would be alone', async () => {
    const out = made('varied')
    const said = await type(['vary', at('takes'), ...few, '--seed', '5', '--json', '-o', out])
    expect({ exit: said.exit, names: namesIn(out) }).toEqual({ exit: 0, names: ['a.wav', 'b.wav'] })
    expect(said.stderr).toContain(`${at('takes/b.wav')} (2 of 2)`)
    const { items, failed } = JSON.parse(said.stdout)
    expect(failed).toEqual([])
    expect(items.map(({ output, seed }: { output: string; seed: number }) => [output, seed])).toEqual([
      [join(out, 'a.wav'), 5],
      [join(out, 'b.wav'), 5],
    ])
    await type(['vary', at('takes/b.wav'), ...few, '--seed', '5', '-o', at('alone.wav')])
    expect(readFileSync(join(out, 'b.wav')).equals(readFileSync(at('alone.wav')))).toBe(true)
  })

  it('have one seed where none is asked for, and it is said once', async () => {
    const said = await type(['restyle', at('takes'), '--strength', '0.5', ...few, '-o', made('restyled')])
    expect(said.stderr.match(/chosen at random/g)).toHaveLength(1)
    expect(said.stdout.match(/seed 77,/g)).toHaveLength(2)
  })

  it('a file that fails is told and the others are made', async () => {
    const out = made('some')
    const inputs = [at('short.wav'), at('takes/a.wav'), at('nowhere.wav')]
    const line = ['inpaint', ...inputs, '--from', '0.4', '--to', '0:00.6', ...few, '--seed', '1', '-o', out]
    const said = await type([...line, '--json'])
    expect({ exit: said.exit, names: namesIn(out) }).toEqual({ exit: 1, names: ['a.wav'] })
    expect(said.stderr).toContain(`sigmastream: ${at('short.wav')}: `)
    expect(JSON.parse(said.stdout)).toMatchObject({
      items: [{ output: join(out, 'a.wav') }],
      failed: [
        { input: at('short.wav'), error: expect.stringContaining('past the end'), exit: 2 },
        { input: at('nowhere.wav'), exit: 2 },
      ],
    })
    const text = await type([...line, '--force'])
    expect(text.stdout).toContain(
      '2 of 3 files failed: short.wav, nowhere.wav; the results of 1 of 3 files are finished and kept',
    )
  })

  it('where all fail it is said of the first, and nothing is there', async () => {
    const out = made('none')
    const said = await type(['inpaint', at('takes'), '--from', '8', '--to', '9', '-o', out])
    expect({ exit: said.exit, names: namesIn(out) }).toEqual({ exit: 2, names: [] })
    expect(said.stderr).toContain('2 of 2 files failed, the first of them')
  })

  const refused = async (...argv: readonly string[]): Promise<string> => {
    const { exit, stdout, stderr } = await type(argv, { model: toyModel(() => Promise.reject(new Error('ran'))) })
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' })
    return stderr
  }

  it('are refused before the first of them runs where what is written cannot be', async () => {
    writeFileSync(at('a.wav'), wav(tone(1)))
    expect(await refused('vary', at('takes/a.wav'), at('a.wav'), '-o', made('clash'))).toContain(
      `would both be written to ${at('clash/a.wav')}`,
    )
    expect(await refused('vary', at('takes'), '-o', at('out.wav'))).toContain('give a folder that is there')
    expect(await refused('vary', at('takes'))).toContain('give -o and a folder')
    expect(await refused('vary', at('takes'), '-o', at('takes'))).toContain('exists: give another name')
    expect(await refused('vary', at('takes'), '--plot', at('p.png'), '-o', at('clash'))).toContain('--plot is for one')
    made('empty')
    expect(await refused('vary', at('empty'), '-o', at('clash'))).toContain('there is no sound in the folder')
    expect(await refused('vary', at('a.wav'), '', '-o', at('clash'))).toContain('IN is ""')
  })

  it('a folder is explained by its first file, which is said', async () => {
    const said = await type(['explain', 'vary', at('takes'), '--seed', '1', '-o', at('clash')])
    const first = await type(['explain', 'vary', at('takes/a.wav'), '--seed', '1'])
    expect({ exit: said.exit, stdout: said.stdout }).toEqual({ exit: 0, stdout: first.stdout })
    expect(said.stderr).toContain(`note: ${at('takes/a.wav')} is explained, the first of 2 files\n`)
  })

  it('of several results of a file one is explained, which is said', async () => {
    const { exit, stderr } = await type(['explain', 'vary', at('takes/a.wav'), '--seed', '1', '--count', '3'])
    expect([exit, stderr]).toEqual([0, 'note: one result is explained, of 3\n'])
  })
})

describe('--count', () => {
  const stored = (name: string): Record<string, unknown> => JSON.parse(readComment(readFileSync(at(name))) ?? '')

  it('makes as many, each with a seed of its own, as that seed makes alone and rerun makes again', async () => {
    const line = ['vary', at('takes/a.wav'), ...few]
    const said: Said = await type([...line, '--count', '3', '--seed', '9', '-o', at('many.wav')])
    expect(said.exit).toBe(0)
    const names = ['many-1.wav', 'many-2.wav', 'many-3.wav']
    expect(names.map((name) => [stored(name)['seed'], stored(name)['batch']])).toEqual([
      [9, undefined],
      [10, undefined],
      [11, undefined],
    ])
    expect(new Set(names.map((name) => readFileSync(at(name)).toString('latin1'))).size).toBe(3)
    await type([...line, '--seed', '10', '-o', at('ten.wav')])
    expect(readFileSync(at('ten.wav')).equals(readFileSync(at('many-2.wav')))).toBe(true)
    await type(['rerun', at('many-3.wav'), '--input', at('takes/a.wav'), '-o', at('again.wav')])
    expect(readFileSync(at('again.wav')).equals(readFileSync(at('many-3.wav')))).toBe(true)
  })

  it('tells one that fails by its seed, and makes the others', async () => {
    let calls = 0
    const model = toyModel((x, sigma) => {
      calls += 1
      return calls === 2 ? Promise.reject(new Error('no answer')) : gaussian()(x, sigma, new AbortController().signal)
    })
    const line = ['vary', at('takes/a.wav'), '--steps', '1', '--seed', '9', '--count', '3', '--json']
    const said = await type([...line, '-o', at('partly.wav')], { model })
    expect({
      exit: said.exit,
      seed: said.stderr.includes('sigmastream: seed 10: step 0: the denoiser failed'),
    }).toEqual({
      exit: 1,
      seed: true,
    })
    const { items, failed } = JSON.parse(said.stdout)
    expect(items.map(({ seed }: { seed: number }) => seed)).toEqual([9, 11])
    expect(failed).toMatchObject([{ output: at('partly-2.wav'), exit: 1 }])
    expect(namesIn(folder).filter((name) => name.startsWith('partly'))).toEqual(['partly-1.wav', 'partly-3.wav'])
  })

  it('that come to the same, whatever the seed, say so', async () => {
    const model = toyModel((x) => Promise.resolve(constant(x.shape, 0.1)))
    const line = ['vary', at('takes/a.wav'), '--steps', '1', '--seed', '3', '--count', '2']
    const said = await type([...line, '-o', at('equal.wav')], { model })
    expect(said.stdout.split('\n').filter((text) => text.startsWith('the same as'))).toEqual([
      `the same as ${at('equal-1.wav')}, seed 3, bit for bit`,
    ])
    const other = await type([...line, '-o', at('other.wav')])
    expect(other.stdout).not.toContain('the same as')
  })

  it('says the seeds that were chosen', async () => {
    const line = ['inpaint', at('takes/a.wav'), '--from', '0.4', '--to', '0.6', ...few, '--count', '2']
    const { stderr } = await type([...line, '-o', at('filled.wav')])
    expect(stderr).toContain('seeds 77 to 78, chosen at random: --seed 77 makes the same again')
  })
})
