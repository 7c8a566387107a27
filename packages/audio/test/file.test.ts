import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeAudio, readAudio, readComment } from '../src/index.js'
import { failure, mono, plain, run, tagOf } from './support.js'

const audio = mono(44100, [0.5, -0.5, 0])
const state: { folder: string } = { folder: '' }
beforeAll(async () => {
  state.folder = await mkdtemp(join(tmpdir(), 'sigmastream-audio-'))
})
afterAll(() => rm(state.folder, { recursive: true }))

describe('a file that is encoded', () => {
  it('is WAV or FLAC by its extension, and read back as it was', async () => {
    for (const name of ['a.wav', 'a.WAVE', 'a.flac']) {
      const path = join(state.folder, name)
      const bytes = await run(encodeAudio(path, audio, { encoding: 'pcm24', comment: 'made by a test' }))
      expect(readComment(bytes)).toBe('made by a test')
      await writeFile(path, bytes)
      expect(plain(await run(readAudio(path)))).toEqual(plain(audio))
    }
  })

  it('is 16-bit unless told otherwise', async () => {
    const path = join(state.folder, 'third.wav')
    await writeFile(path, await run(encodeAudio(path, mono(44100, [1 / 3]))))
    expect((await run(readAudio(path))).channels[0]?.[0]).toBe(Math.fround(10923 / 32768))
  })

  it('is refused under another extension, and as FLAC of floats', async () => {
    expect(await tagOf(encodeAudio('a.mp3', audio))).toBe('BadOption')
    expect(await tagOf(encodeAudio('b.flac', audio, { encoding: 'float32' }))).toBe('BadOption')
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
