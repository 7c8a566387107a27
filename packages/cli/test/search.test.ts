import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { scratch, tone, toyModel, type, wav } from './support.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
writeFileSync(at('in.wav'), wav(tone(0.4)))
writeFileSync(at('softer.wav'), wav(tone(0.3, { pitch: 330 })))
const vary = ['vary', at('in.wav'), '--noise-level', '1', '--steps', '4', '--sampler', 'euler-ancestral']
const search = ['search', ...vary, '--seed', '5', '--by', 'level', '--takes', '3', '--keep', '1']

describe('search', () => {
  it('writes the best take, says how it was found, and rerun makes it again without a search', async () => {
    const { exit, stdout, stderr } = await type([...search, '--json', '-o', at('best.wav')])
    expect(exit).toBe(0)
    const { rounds, ...asked } = JSON.parse(stdout).search
    expect(asked).toEqual({ takes: 3, keep: 1, at: [0.5], by: 'level', like: false })
    expect(rounds.map(({ step, calls, bestOfCalls }: Record<string, unknown>) => [step, calls, bestOfCalls])).toEqual([
      [2, 6, 12],
      [4, 12, 12],
    ])
    const [found] = rounds[1].ranking
    expect(rounds[1].ranking.map(({ score }: Record<string, number>) => score)).toEqual(
      rounds[1].ranking.map(({ score }: Record<string, number>) => score).toSorted((a: number, b: number) => b - a),
    )
    expect(stderr).toContain('step 12/12 of 3 takes')
    const stored = await type(['rerun', at('best.wav'), '--input', at('in.wav'), '--json', '-o', at('again.wav')])
    expect(JSON.parse(stored.stdout)).toMatchObject({
      seed: found.seed,
      ...(found.forks === undefined ? {} : { forks: found.forks }),
    })
    expect(readFileSync(at('again.wav'))).toEqual(readFileSync(at('best.wav')))
  })

  it('tells a person of scores and calls', async () => {
    const { stdout } = await type([...search, '--at', '0.25,0.75', '-o', at('told.wav')])
    expect(stdout).toMatch(/^by level, after 1 step: the best -?[\d.]+, the worst -?[\d.]+; 1 of 3 went on$/m)
    expect(stdout).toMatch(/^by level, after 3 steps: /m)
    expect(stdout).toMatch(
      /^by level, at the end: -?[\d.]+; 10 calls of the model, where 3 whole runs would have taken 12$/m,
    )
  })

  it('compares with another sound where it is given', async () => {
    const { stdout } = await type([...search, '--like', at('softer.wav'), '--json', '-o', at('like.wav')])
    expect(JSON.parse(stdout).search).toMatchObject({ like: true })
  })

  it('seeds that it has found are forks that can be typed', async () => {
    await type(['vary', at('in.wav'), ...vary.slice(2), '--seed', '5', '--forks', '9@2', '-o', at('fork.wav')])
    await type(['vary', at('in.wav'), ...vary.slice(2), '--seed', '5', '-o', at('straight.wav')])
    expect(readFileSync(at('fork.wav'))).not.toEqual(readFileSync(at('straight.wav')))
  })

  it('explain says which seeds the noise goes on with', async () => {
    const { stdout } = await type(['explain', ...vary, '--seed', '5', '--forks', '9@2'])
    expect(stdout).toMatch(/^noise {6}keyed, seed 5, then 9@2: /m)
  })

  it('says where all takes came out alike', async () => {
    const { stdout } = await type([...search, '--by', 'clipping', '-o', at('alike.wav')])
    expect(stdout).toMatch(/^by clipping, at the end: all alike, -?0; /m)
  })

  const refused: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['no verifier', [...search.slice(0, -6), '--takes', '2'], /required option '--by <verifier>' not specified/],
    ['one that is not known', [...search, '--by', 'levels'], /--by is "levels": give (one of )?.*level/],
    [
      'as many kept as there are',
      [...search, '--keep', '3'],
      /--keep: 3 of 3 takes; give a whole number of at least 1 that is below 3/,
    ],
    [
      'a checkpoint at the end',
      [...search, '--at', '1'],
      /--at: a checkpoint at 1 of the run; give parts of the run above 0/,
    ],
    ['a checkpoint before the first step', [...search, '--at', '0.1'], /--at: a checkpoint at 0.1 of 4 steps/],
    [
      'two checkpoints without noise',
      [...search, '--at', '0.25,0.5', '--sampler', 'euler'],
      /--at: a checkpoint at 0.5 of a run that draws no noise/,
    ],
    [
      'an adaptive sampler',
      [...search, '--sampler', 'dpm-adaptive'],
      /--sampler dpm-adaptive finds its steps while it runs, .*: give one that goes down a list/,
    ],
    ['previews', [...search, '--preview', at('p')], /--preview is of one run, and a search has many: leave it out/],
    [
      'frames',
      [...search, '--save-frames', at('p')],
      /--save-frames is of one run, and a search has many: leave it out/,
    ],
    ['forks', [...search, '--forks', '9@2'], /--forks is 9@2, and a search makes forks of its own: leave it out/],
    ['latents to be like', [...search, '--like', at('z.npy')], /--like: .* holds latents: give sound|z.npy/],
  ]
  it.each(refused)('is refused for %s', async (_, line, said) => {
    const { exit, stderr } = await type([...line, '-o', at('none.wav')], { model: toyModel() })
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: expect.stringMatching(said) })
  })

  it('is refused for several files', async () => {
    mkdirSync(at('out'))
    const several = [...search.slice(0, 3), at('softer.wav'), ...search.slice(3), '-o', at('out')]
    const { exit, stderr } = await type(several)
    expect({ exit, stderr }).toMatchObject({ exit: 2, stderr: expect.stringContaining('a search is of one file') })
  })
})
