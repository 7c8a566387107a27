import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readAudio, writeAudio } from '../src/index.js'
import { failure, mono, plain, run, tagOf } from './support.js'

const audio = mono(44100, [0.5, -0.5, 0])
const state: { folder: string } = { folder: '' }
beforeAll(async () => {
  state.folder = await mkdtemp(join(tmpdir(), 'sigmastream-audio-'))
})
afterAll(() => rm(state.folder, { recursive: true }))

describe('a file that is written', () => {
  it('is WAV or FLAC by its extension, replaces what was there, and leaves nothing beside it', async () => {
    for (const name of ['a.wav', 'a.WAVE', 'a.flac', 'a.wav']) {
      await run(writeAudio(join(state.folder, name), audio, { encoding: 'pcm24', comment: 'made by a test' }))
      expect(plain(await run(readAudio(join(state.folder, name))))).toEqual(plain(audio))
    }
    expect((await readdir(state.folder)).toSorted()).toEqual(['a.WAVE', 'a.flac', 'a.wav'])
  })

  it('is 16-bit unless told otherwise', async () => {
    const path = join(state.folder, 'third.wav')
    await run(writeAudio(path, mono(44100, [1 / 3])))
    expect((await run(readAudio(path))).channels[0]?.[0]).toBe(Math.fround(10923 / 32768))
    await rm(path)
  })

  it('is refused under another extension, and as FLAC of floats', async () => {
    expect(await tagOf(writeAudio(join(state.folder, 'a.mp3'), audio))).toBe('BadOption')
    expect(await tagOf(writeAudio(join(state.folder, 'b.flac'), audio, { encoding: 'float32' }))).toBe('BadOption')
    expect(await readdir(state.folder)).not.toContain('b.flac')
  })

  it('leaves no temporary file where it cannot be put in its place', async () => {
    await mkdir(join(state.folder, 'taken.wav'))
    expect(await tagOf(writeAudio(join(state.folder, 'taken.wav'), audio))).toBe('Unwritable')
    expect(await tagOf(writeAudio(join(state.folder, 'missing', 'a.wav'), audio))).toBe('Unwritable')
    expect((await readdir(state.folder)).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })
})

describe('a file that is read', () => {
  it('is named in the error where it is missing, a folder, or empty', async () => {
    const path = join(state.folder, 'none.wav')
    expect(await failure(readAudio(path))).toEqual({ _tag: 'NotFound', path })
    expect(await failure(readAudio(state.folder))).toEqual({
      _tag: 'Unreadable',
      path: state.folder,
      reason: 'it is a folder',
    })
    await writeFile(path, '')
    expect(await failure(readAudio(path))).toEqual({ _tag: 'Empty', label: path })
  })
})
