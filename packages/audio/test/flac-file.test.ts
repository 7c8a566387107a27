import type { ReadonlyF32 } from '@sigmastream/core'
import { describe, expect, it } from 'vitest'
import { flacFile } from '../src/flac/file.js'
import { flacLibrary } from '../src/flac/library.js'
import { encodeAudio } from '../src/index.js'
import { inMemory } from '../src/random-access.js'
import { noise, run } from './support.js'

const frames = 150_000
const audio = { sampleRate: 44100, channels: [noise(frames), noise(frames).toReversed()] }
const rounded = audio.channels.map((channel) => channel.map((x) => Math.round(x * 32767) / 32768 + 0))

/** An open FLAC file, and how many of its bytes were read since the last question. */
const counted = async () => {
  const bytes = inMemory(await run(encodeAudio('x.flac', { ...audio, channels: rounded })))
  let count = 0
  const source = {
    label: 'x.flac',
    format: 'FLAC',
    bytes: {
      size: bytes.size,
      read: (at: number, length: number) => {
        const part = bytes.read(at, length)
        count += part.length
        return part
      },
    },
  } as const
  const file = await run(flacFile(source))
  const bytesRead = (): number => {
    const since = count
    count = 0
    return since / bytes.size
  }
  return { ...file, bytesRead }
}

const bitsOf = (channels: readonly ReadonlyF32[]): readonly string[] =>
  channels.map((channel) => Buffer.from(channel.slice().buffer).toString('hex'))

const wanted = (start: number, end: number) => bitsOf(rounded.map((channel) => channel.slice(start, end)))

describe('libFLAC', () => {
  it('is WebAssembly, and what else compiles some while it is fetched still can', async () => {
    expect((await flacLibrary()).variant).toBe('release.wasm')
    expect(Reflect.get(Object(Reflect.get(globalThis, 'WebAssembly')), 'instantiateStreaming')).toBeInstanceOf(Function)
  })
})

describe('an open FLAC file', () => {
  it('is decoded once for windows that reach back into each other, with the samples that are there', async () => {
    const { reader, close, bytesRead } = await counted()
    expect(bytesRead()).toBeCloseTo(1, 2)
    for (let from = 0; from < frames; from += 10_000) {
      const [start, end] = [Math.max(0, from - 2500), Math.min(frames, from + 12_500)]
      expect(bitsOf(await run(reader.read(start, end)))).toEqual(wanted(start, end))
    }
    expect(bytesRead()).toBeLessThan(1.01)
    close()
  })

  it('gives what is farther back than it holds, and goes on from there', async () => {
    const { reader, close } = await counted()
    for (const [start, end] of [
      [140_000, 150_000],
      [10, 20_000],
      [5000, 5001],
      [90_000, 99_000],
    ] as const)
      expect(bitsOf(await run(reader.read(start, end)))).toEqual(wanted(start, end))
    close()
  })
})
