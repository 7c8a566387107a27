import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sampleCount } from '@sigmastream/audio'
import {
  BITS,
  exemplar,
  fillGap,
  orThrow,
  readClip,
  recipeIn,
  recipeJson,
  restyle,
  restyleSound,
  saveResult,
  soundClip,
} from '@sigmastream/pipeline'
import { describe, expect, it } from 'vitest'
import { scratch, tone, type, wav } from './support.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
const clip = soundClip(tone(2))
const gap = [{ from: 0.8, to: 1.2 }]
const few = { steps: 4, seed: 7 } as const
writeFileSync(at('in.wav'), wav(tone(2)))
writeFileSync(at('other.wav'), wav(tone(1, { pitch: 330 })))

/** The exit code of a line and what it said. */
const typed = async (...argv: readonly string[]): Promise<string> => {
  const { exit, stderr } = await type(argv, { model: exemplar })
  return `${exit}: ${stderr}`
}

describe('fillGap and the command line', () => {
  it('make the same bytes', async () => {
    await saveResult(await fillGap(at('in.wav'), gap, few), at('library.wav'))
    expect(
      await typed(
        'inpaint',
        at('in.wav'),
        '--from',
        '0.8',
        '--to',
        '1.2',
        '--steps',
        '4',
        '--seed',
        '7',
        '-o',
        at('line.wav'),
      ),
    ).toMatch(/^0:/)
    expect(readFileSync(at('library.wav')).equals(readFileSync(at('line.wav')))).toBe(true)
  })

  it('leave the recording as it is outside the gap', async () => {
    const { sound } = await fillGap(tone(2), gap, few)
    const [before, after] = [tone(2).channels[0], sound?.audio.channels[0]]
    expect(sound?.gain).toBe(1)
    expect(after?.slice(0, 6400)).toEqual(before?.slice(0, 6400))
    expect(after?.slice(9600)).toEqual(before?.slice(9600))
    expect(after?.slice(6500, 9500)).not.toEqual(before?.slice(6500, 9500))
  })

  it('both learn from other clips, and rerun makes the bytes again, the clips known by hash', async () => {
    const made = await restyleSound(at('in.wav'), 0.2, { ...few, learnFrom: [at('other.wav')] })
    await saveResult(made, at('styled.wav'))
    const line = ['rerun', at('styled.wav'), '--input', at('in.wav')]
    expect(await typed(...line, '--from-audio', at('other.wav'), '-o', at('again.wav'))).toMatch(/^0:/)
    expect(readFileSync(at('again.wav')).equals(readFileSync(at('styled.wav')))).toBe(true)
    expect(await typed(...line, '-o', at('n.wav'))).toContain('2: sigmastream: the recipe learns from other.wav')
    expect(await typed(...line, '--from-audio', at('in.wav'), '-o', at('n.wav'))).toContain('SHA-256')
    expect(
      await typed(
        'rerun',
        at('styled.wav'),
        '--input',
        at('other.wav'),
        '--from-audio',
        at('other.wav'),
        '-o',
        at('n.wav'),
      ),
    ).toContain('is not the file that the recipe worked on')
  })

  it('a recipe of 0.1.0 is made again, and it is said that its bits may differ', async () => {
    await saveResult(await fillGap(at('in.wav'), gap, few), at('new.wav'))
    const stored = orThrow(await recipeIn(at('new.wav'))())
    const { bits, inputHash, exemplarHashes, model, ...old } = recipeJson(stored.recipe)
    expect([bits, model, exemplarHashes]).toEqual([BITS, 'exemplar', []])
    expect(inputHash).toBe(orThrow(await readClip(at('in.wav'))()).hash)
    writeFileSync(at('old.json'), JSON.stringify({ sigmastream: '0.1.0', ...old, frameRate: 15.625 }))
    const said = await typed('rerun', at('old.json'), '--input', at('in.wav'), '-o', at('old.wav'))
    expect(said).toMatch(new RegExp(`^0: it was made with bits of version 1, and this makes those of version ${BITS}`))
    expect(sampleCount((await restyleSound(at('old.wav'), 1, few)).sound?.audio ?? tone(0))).toBe(16000)
  })

  it('a restyle of strength 1 is the recording itself', async () => {
    const { latent, job } = await restyleSound(clip, 1, few)
    expect(job.recipe).toMatchObject(restyle(1))
    expect(latent.shape).toEqual(job.piece.shape)
  })
})
