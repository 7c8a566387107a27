import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { mp3Frames } from '../src/mp3/frames.js'
import { bytesOf, fixture, type Recording, valueOf } from './support.js'

const recording = fixture<readonly Recording[]>('lossy').find(({ name }) => name === 'MP3')
const bytes = bytesOf(recording?.bytes ?? '')

describe('the frames of an MP3 file', () => {
  it('are told to be cut short wherever the last one ends too early', () => {
    const frames = valueOf(mp3Frames({ label: 'x.mp3', bytes }))
    const last = frames.at(-1) ?? frames[0]
    expect(last.start + last.bytes).toBe(bytes.length)
    for (const gone of [1, 2, last.bytes - 4]) {
      const cut = mp3Frames({ label: 'x.mp3', bytes: bytes.subarray(0, bytes.length - gone) })
      const detail = `its last frame has ${last.bytes - gone} of ${last.bytes} bytes`
      expect(cut).toEqual(E.left({ _tag: 'Truncated', label: 'x.mp3', format: 'MP3', detail }))
    }
  })
})
