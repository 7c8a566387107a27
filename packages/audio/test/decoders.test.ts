import { describe, expect, it } from 'vitest'
import { decodeInThread, secondsFor } from '../src/decoders/thread.js'
import type { Mp3Job } from '../src/mp3/decoder.js'
import { mp3Frames } from '../src/mp3/frames.js'
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
