import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { namesIn, scratch, tone, type, wav } from '../support.js'
import { quick, single, works } from './checkpoints.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
writeFileSync(at('like.wav'), wav(tone(0.2)))
const generate = ['generate', 'rain', '--model', single, ...quick, '--seed', '3']

describe('Stable Audio Open, heard while it is made', () => {
  it('writes previews, and the same result as without them', async () => {
    await works([...generate, '-o', at('plain.wav')])
    await works([...generate, '--preview', at('heard'), '--preview-every', '1', '-o', at('watched.wav')])
    expect(readFileSync(at('watched.wav'))).toEqual(readFileSync(at('plain.wav')))
    expect(namesIn(at('heard'))).toEqual(expect.arrayContaining(['step-0.wav', 'steps.png']))
  })
})

describe('Stable Audio Open, searched', () => {
  const search = ['search', ...generate, '--takes', '2', '--keep', '1']

  it('writes the best take, which rerun makes again without a search', async () => {
    const { stdout } = await works([
      ...search,
      '--by',
      'level',
      '--like',
      at('like.wav'),
      '--json',
      '-o',
      at('best.wav'),
    ])
    const { rounds } = JSON.parse(stdout).search
    expect(rounds).toHaveLength(2)
    expect(rounds[1].calls).toBeLessThanOrEqual(rounds[1].bestOfCalls)
    await works(['rerun', at('best.wav'), '--model', single, '-o', at('again.wav')])
    expect(readFileSync(at('again.wav'))).toEqual(readFileSync(at('best.wav')))
  })

  it('is refused where there is nothing to compare with', async () => {
    const { exit, stderr } = await type([...search, '--by', 'onsets', '-o', at('none.wav')])
    expect({ exit, stderr }).toEqual({
      exit: 2,
      stderr: expect.stringContaining(
        '--by onsets compares a take with a recording, and there is none: give --like, or --by silence or clipping',
      ),
    })
  })
})
