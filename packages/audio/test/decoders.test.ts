import { describe, expect, it } from 'vitest'
import { decodeInThread, secondsFor } from '../src/decoders/thread.js'
import type { Mp3Job } from '../src/mp3/decoder.js'
import { mp3Frames } from '../src/mp3/frames.js'
import type { Block } from '../src/ogg/vorbis-blocks.js'
import type { VorbisJob } from '../src/ogg/vorbis-decoder.js'
import { bytesOf, failure, fixture, type Recording, run, valueOf } from './support.js'

const whole = bytesOf(fixture<readonly Recording[]>('lossy').find(({ name }) => name === 'MP3')?.bytes ?? '')
const { frames } = valueOf(mp3Frames({ label: 'x.mp3', bytes: whole }))
const source = { label: 'x.mp3', bytes: whole }

/** One frame of the file, decoded as often as said. */
const again = (times: number): Mp3Job => {
  const { start, bytes: length, samples, channels } = frames[1] ?? frames[0]
  return {
    bytes: whole,
    starts: new Uint32Array(times).fill(start),
    lengths: new Uint32Array(times).fill(length),
    samples,
    channels,
    stretches: [{ first: 0, end: times, from: 0, to: samples, free: false }],
  }
}

/** Whole numbers in as many bits as said, from the lowest bit of each byte on (Vorbis I, 2.1.4). */
const packed = (fields: readonly (readonly [bits: number, value: number])[]): Uint8Array => {
  const bits = fields.flatMap(([count, value]) =>
    Array.from({ length: count }, (_, i) => Math.floor(value / 2 ** i) % 2),
  )
  return Uint8Array.from({ length: Math.ceil(bits.length / 8) }, (_, byte) =>
    bits.slice(8 * byte, 8 * byte + 8).reduce((sum, bit, i) => sum + bit * 2 ** i, 0),
  )
}
const letters = (text: string): readonly (readonly [bits: number, value: number])[] =>
  [...text].map((letter) => [8, letter.charCodeAt(0)] as const)

const most = 2 ** 24 - 1
const block: Block = { size: 512, long: false, afterLong: false, beforeLong: false }
/** Vorbis whose setup header has a codebook of 16 777 215 entries in twenty bytes: ordered, all of one length. */
const greedy: VorbisJob = {
  head: packed([[8, 1], ...letters('vorbis'), [32, 0], [8, 1], [32, 8000], [96, 0], [8, 0x99], [8, 1]]),
  setup: packed([
    [8, 5],
    ...letters('vorbis'),
    [8, 0],
    ...letters('BCV'),
    [16, 1],
    [24, most],
    [1, 1],
    [5, 23],
    [24, most],
  ]),
  packets: new Uint8Array(2),
  lengths: Uint32Array.of(1, 1),
  blocks: [block, block],
  shortSize: 512,
  centres: Float64Array.of(0, 256),
  channels: 1,
  from: 0,
  to: 256,
}

describe('a decoder in its thread', () => {
  it('is stopped where it works longer than a file justifies, timers act meanwhile, and the next file is read', async () => {
    let ticks = 0
    const timer = setInterval(() => ticks++, 5)
    expect(await failure(decodeInThread(source, 'MP3', 'mp3', again(2 ** 20), 0.05))).toEqual({
      _tag: 'Corrupt',
      label: 'x.mp3',
      format: 'MP3',
      detail: 'its decoder was stopped: it took more than the 0.1 s that its length justifies',
    })
    clearInterval(timer)
    expect(ticks).toBeGreaterThan(3)
    expect((await run(decodeInThread(source, 'MP3', 'mp3', again(1), secondsFor(576)))).channels[0]?.length).toBe(576)
  })

  it('is stopped where a file asks for more memory than any needs, and the next file is read', async () => {
    expect(await failure(decodeInThread(source, 'Ogg Vorbis', 'vorbis', greedy, 5))).toEqual({
      _tag: 'Corrupt',
      label: 'x.mp3',
      format: 'Ogg Vorbis',
      detail: 'its decoder says: more than 64 MiB of memory asked for',
    })
    expect((await run(decodeInThread(source, 'MP3', 'mp3', again(1), secondsFor(576)))).channels[0]?.length).toBe(576)
  })

  it('answers with what it threw', async () => {
    const [stretch] = again(1).stretches
    const broken: Mp3Job = { ...again(1), stretches: stretch === undefined ? [] : [{ ...stretch, to: 2 ** 40 }] }
    expect(await failure(decodeInThread(source, 'MP3', 'mp3', broken, 1))).toMatchObject({
      _tag: 'Corrupt',
      format: 'MP3',
    })
  })

  it('works on files that are asked for at once one after the other', async () => {
    const got = await Promise.all([3, 2, 1].map((times) => run(decodeInThread(source, 'MP3', 'mp3', again(times), 5))))
    expect(got.map(({ channels }) => channels[0]?.length)).toEqual([576, 576, 576])
  })
})
