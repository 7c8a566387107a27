import { mkdtempSync, truncateSync, writeFileSync } from 'node:fs'
import { open, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ReadonlyF32 } from '@sigmastream/core'
import fc from 'fast-check'
import { taskEither as TE } from 'fp-ts'
import { afterAll, describe, expect, it } from 'vitest'
import { flacLibrary } from '../src/flac/library.js'
import {
  type Audio,
  decodeAudio,
  encodeAudio,
  openSound,
  readAudio,
  type SampleReader,
  type SoundFile,
  type SoundFileOptions,
  sampleCount,
  tagsOf,
  writeSound,
} from '../src/index.js'
import { readerOf } from '../src/sample-reader.js'
import { wavEncoder } from '../src/wav/encoder.js'
import {
  bytesOf,
  chunk,
  failure,
  fixture,
  fmt,
  noise,
  plain,
  type Recording,
  riff,
  run,
  tagOf,
  valueOf,
} from './support.js'

const folder = mkdtempSync(join(tmpdir(), 'sigmastream-audio-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const put = (name: string, bytes: Uint8Array): string => {
  writeFileSync(join(folder, name), bytes)
  return join(folder, name)
}

const opened = async <A>(path: string, use: (file: SoundFile) => Promise<A>): Promise<A> => {
  const file = await run(openSound(path))
  return use(file).finally(file.close)
}

/** To compare at once: one by one, a test framework takes long over many samples. */
const bitsOf = (channels: readonly ReadonlyF32[]): readonly string[] =>
  channels.map((channel) => Buffer.from(channel.slice().buffer).toString('hex'))

const inSteps = (bits: number, frames: number, channels = 2): Audio => ({
  sampleRate: 44100,
  channels: Array.from({ length: channels }, (_, c) =>
    noise(frames + c)
      .subarray(c)
      .map((x) => Math.round(x * (2 ** (bits - 1) - 1)) / 2 ** (bits - 1)),
  ),
})

/** Writes by stretches, and what then lies in the file. */
const written = async (name: string, sound: SampleReader<never>, options: SoundFileOptions): Promise<Uint8Array> => {
  const path = join(folder, `written-${name}`)
  const file = await open(path, 'w')
  try {
    valueOf(await writeSound(name, sound, options)(file))
  } finally {
    await file.close()
  }
  return readFile(path)
}

describe('an open file', () => {
  it('gives any stretch, in any order, as the whole file has it', async () => {
    const audio = inSteps(16, 9000)
    for (const name of ['stretch.wav', 'stretch.flac']) {
      const path = put(name, await run(encodeAudio(name, audio)))
      await opened(path, async ({ read, ...file }) => {
        expect(file).toMatchObject({ sampleRate: 44100, channels: 2, frames: 9000 })
        const bounds = fc
          .tuple(fc.nat(8999), fc.nat(8999))
          .map(([a, b]) => [Math.min(a, b), Math.max(a, b) + 1] as const)
        await fc.assert(
          fc.asyncProperty(bounds, async ([from, to]) => {
            const wanted = audio.channels.map((channel) => channel.slice(from, to))
            expect(bitsOf(await run(read(from, to)))).toEqual(bitsOf(wanted))
          }),
          { numRuns: 8 },
        )
        const both = await Promise.all([run(read(8000, 8002)), run(read(0, 2))])
        expect(both.map(([left]) => left)).toEqual([8000, 0].map((at) => audio.channels[0]?.slice(at, at + 2)))
      })
    }
  })

  it('is decoded whole where its format is no other', async () => {
    const { name, bytes } = fixture<readonly Recording[]>('lossy')[0] ?? { name: '', bytes: '' }
    const path = put(`${name}.mp3`, bytesOf(bytes))
    const whole = await run(readAudio(path))
    await opened(path, async ({ info, frames, read }) => {
      expect([info.format, info.encoding, frames]).toEqual(['MP3', null, sampleCount(whole)])
      expect(await run(read(5, 90))).toEqual(whole.channels.map((channel) => channel.slice(5, 90)))
    })
  })

  it('is never read as a whole: seven gigabytes of WAV, longer than any sound that is held', async () => {
    const eight = (value: number) => Array.from({ length: 8 }, (_, i) => Math.floor(value / 2 ** (8 * i)) % 256)
    const frames = 3_500_000_000
    const sizes = chunk('ds64', [...eight(72 + 2 * frames), ...eight(2 * frames), ...eight(frames), 0, 0, 0, 0])
    const head = riff([sizes, fmt({}), chunk('data', [0, 64], 0xffffffff)], 0xffffffff)
    const path = put('long.wav', Uint8Array.from([...Buffer.from('RF64'), ...head.subarray(4)]))
    truncateSync(path, 80 + 2 * frames)
    await opened(path, async (file) => {
      expect(file.frames).toBe(frames)
      expect((await run(file.read(0, 2)))[0]).toEqual(Float32Array.of(0.5, 0))
      expect((await run(file.read(frames - 2, frames)))[0]).toEqual(new Float32Array(2))
    })
  })

  it('is an error to read once it is closed, and never the bytes of another file', async () => {
    for (const name of ['closed.wav', 'closed.flac']) {
      const path = put(name, await run(encodeAudio(name, inSteps(16, 100))))
      const file = await run(openSound(path))
      await file.close()
      await file.close()
      const other = await open(put('other', new Uint8Array(10_000)))
      const error = await failure(file.read(0, 10))
      await other.close()
      expect(error).toEqual({ _tag: 'Unreadable', path, reason: 'it has been closed' })
    }
  })

  it('is refused where reading it whole is', async () => {
    const flac = await run(encodeAudio('x.flac', inSteps(16, 9000)))
    const damaged = flac.map((byte, i) => (i === flac.length - 900 ? byte ^ 16 : byte))
    const infinite = riff([fmt({ tag: 3, bits: 32 }), chunk('data', [0, 0, 0, 0, 0, 0, 0x80, 0x7f])])
    for (const [name, bytes, tag] of [
      ['damaged.flac', damaged, 'Corrupt'],
      ['infinite.wav', infinite, 'Corrupt'],
      ['text.wav', Buffer.from('no sound at all'), 'NotAudio'],
      ['empty.wav', new Uint8Array(0), 'Empty'],
      ['flac.wav', flac, 'Mislabelled'],
    ] as const) {
      const path = put(name, bytes)
      expect(await failure(openSound(path))).toEqual(await failure(readAudio(path)))
      expect(await tagOf(openSound(path))).toBe(tag)
    }
    expect(await failure(readAudio(join(folder, 'damaged.flac')))).toMatchObject({
      detail: expect.stringMatching(/^libFLAC says \w/),
    })
    expect(await tagOf(openSound(join(folder, 'none.wav')))).toBe('NotFound')
    expect(await tagOf(openSound(folder))).toBe('Unreadable')
  })
})

describe('tags', () => {
  it('are found without a sample being looked at, none of them too', async () => {
    const whole = await run(encodeAudio('none.flac', inSteps(16, 3000)))
    const path = put('none.flac', whole.fill(0, whole.length - 400))
    expect(await tagOf(readAudio(path))).toBe('Corrupt')
    expect(await run(tagsOf(path))).toEqual([])
  })
})

describe('FLAC that is cut short', () => {
  it('is read as far as whole frames go, and says what is missing', async () => {
    const audio = inSteps(16, 12000)
    const whole = await run(encodeAudio('x.flac', audio))
    const path = put('cut.flac', whole.subarray(0, Math.floor(whole.length * 0.9)))
    await opened(path, async ({ frames, info, read }) => {
      expect(info.remarks).toEqual([`its header promises 12000 samples and ${frames} are there`])
      expect(frames).toBe(8192)
      expect(await run(read(0, frames))).toEqual(audio.channels.map((channel) => channel.slice(0, frames)))
    })
  })

  it('is not minded where something else stands behind its samples', async () => {
    const audio = inSteps(16, 300)
    const bytes = await run(encodeAudio('x.flac', audio))
    const tagged = Uint8Array.from([...bytes, ...Buffer.from('TAG'.padEnd(128, ' '))])
    expect(plain(await run(decodeAudio(tagged, 'x.flac')))).toEqual(plain(audio))
  })
})

describe('sound that is written a stretch at a time', () => {
  it('is the same file as one that is made at once', async () => {
    const audio = inSteps(16, 17000)
    const beside = { speakers: 3, tags: [['TITLE', 'Rain']], pictures: [], comment: 'so it was made' } as const
    for (const [name, encoding] of [
      ['a.wav', 'pcm16'],
      ['b.wav', 'pcm24'],
      ['c.wav', 'float32'],
      ['e.flac', 'pcm24'],
    ] as const) {
      const bytes = await written(name, readerOf(audio), { ...beside, encoding })
      expect(Buffer.from(bytes).equals(await run(encodeAudio(name, audio, { ...beside, encoding })))).toBe(true)
      expect(plain(await run(decodeAudio(bytes, name)))).toEqual(plain(audio))
    }
  })

  it('is asked for short stretches only, one after the other', async () => {
    const stretches: (readonly [number, number])[] = []
    const silence: SampleReader<never> = {
      sampleRate: 48000,
      channels: 1,
      frames: 50000,
      read: (from, to) => {
        stretches.push([from, to])
        return TE.right([new Float32Array(to - from)])
      },
    }
    await written('short.wav', silence, {})
    expect(stretches.flatMap(([from, to]) => [to - from <= 16384, from])).toEqual([
      true,
      0,
      true,
      16384,
      true,
      32768,
      true,
      49152,
    ])
    expect(stretches.at(-1)?.[1]).toBe(50000)
  })

  it('fails as its reading does, and where a sample is not finite, by its place in the whole', async () => {
    const shape = { sampleRate: 8000, channels: 1, frames: 20000 }
    const file = await open(join(folder, 'failed.wav'), 'w')
    const broken = { ...shape, read: () => TE.left('the disk is gone' as const) }
    const notFinite: SampleReader<never> = {
      ...shape,
      read: (from, to) => TE.right([new Float32Array(to - from).fill(from === 0 ? 0 : Number.NaN)]),
    }
    expect(await writeSound('x.wav', broken)(file)).toEqual({ _tag: 'Left', left: 'the disk is gone' })
    expect(await writeSound('x.flac', broken)(file)).toEqual({ _tag: 'Left', left: 'the disk is gone' })
    expect(await writeSound('x.wav', notFinite)(file)).toMatchObject({
      left: { _tag: 'BadAudio', wrong: 'NaN at sample 16384 of channel 0' },
    })
    await file.close()
  })

  it('is RF64 with sizes of 64 bits where it is longer than a size of 32 bits can say', () => {
    const beside = { before: new Uint8Array(0), behind: new Uint8Array(2), speakers: null }
    const headFor = (frames: number) => {
      const { head } = valueOf(wavEncoder({ sampleRate: 44100, channels: 2, frames }, 'pcm24', beside))
      return { magic: Buffer.from(head.subarray(0, 4)).toString(), view: new DataView(head.slice().buffer), head }
    }
    const [frames, dataBytes] = [800_000_000, 4_800_000_000]
    const { magic, view, head } = headFor(frames)
    expect([magic, view.getUint32(4, true), view.getUint32(head.length - 4, true)]).toEqual([
      'RF64',
      2 ** 32 - 1,
      2 ** 32 - 1,
    ])
    expect([20, 28, 36].map((at) => Number(view.getBigUint64(at, true)))).toEqual([
      head.length - 8 + dataBytes + 2,
      dataBytes,
      frames,
    ])
    expect(headFor(700_000_000).magic).toBe('RIFF')
  })
})

describe('FLAC of twelve bits', () => {
  it('is read to the bit, and 16 bits hold it', async () => {
    const library = await flacLibrary()
    const values = Int32Array.from([0, 1, -1, 255, 256, -256, -257, 2047, -2048, 0, 0, -1, -1])
    const parts: Uint8Array[] = []
    const encoder = library.create_libflac_encoder(8000, 1, 12, 5, values.length, true)
    library.init_encoder_stream(encoder, (bytes) => void parts.push(bytes))
    library.FLAC__stream_encoder_process_interleaved(encoder, values, values.length)
    library.FLAC__stream_encoder_finish(encoder)
    library.FLAC__stream_encoder_delete(encoder)
    const path = put('twelve.flac', Buffer.concat(parts))
    await opened(path, async ({ info, read }) => {
      expect(info.encoding).toBe('pcm16')
      expect(await run(read(0, values.length))).toEqual([Float32Array.from(values, (value) => value / 2048)])
    })
  })
})
