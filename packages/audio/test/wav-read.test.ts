import { describe, expect, it } from 'vitest'
import { decodeAudio } from '../src/index.js'
import { bytesOf, chunk, failure, fixture, floatsOf, fmt, plain, type Recording, riff, run, tagOf } from './support.js'

const three = [0x00, 0x40, 0x00, 0xc0, 0xff, 0x7f]
const samples = [0.5, -0.5, 32767 / 32768]
const read = async (bytes: Uint8Array) => plain(await run(decodeAudio(bytes, 'x.wav')))
const tag = (bytes: Uint8Array) => tagOf(decodeAudio(bytes, 'x.wav'))

describe('files that libsndfile wrote', () => {
  for (const { name, rate, bytes, channels } of fixture<readonly Recording[]>('lossless')) {
    it(`${name} is read as libsndfile reads it, bit for bit`, async () => {
      const audio = await run(decodeAudio(bytesOf(bytes), name))
      expect(plain(audio)).toEqual({ sampleRate: rate, channels: channels.map((channel) => [...floatsOf(channel)]) })
    })
  }
})

describe('chunks', () => {
  it('skips chunks it does not know, of odd length too, before and after the samples', async () => {
    const before = [chunk('JUNK', [1, 2, 3]), fmt({}), chunk('bext', [9])]
    const bytes = riff([...before, chunk('data', three), chunk('LIST', [1, 2, 3, 4, 5])])
    expect(await read(bytes)).toEqual({ sampleRate: 8000, channels: [samples] })
  })

  it('reads to the end where a writer that could not seek left the size unset', async () => {
    for (const [size, whole] of [
      [0, 0],
      [0, 36],
      [0xffffffff, 0xffffffff],
      [0x7ffff000, 0x7ffff024],
    ] as const) {
      expect(await read(riff([fmt({}), chunk('data', three, size)], whole))).toEqual({
        sampleRate: 8000,
        channels: [samples],
      })
    }
  })

  it('drops the last, incomplete frame of such a stream', async () => {
    const bytes = riff([fmt({}), chunk('data', three, 0xffffffff)], 0xffffffff).subarray(0, -1)
    expect(await read(bytes)).toEqual({ sampleRate: 8000, channels: [samples.slice(0, 2)] })
  })

  it('says that a complete file without a sample has none', async () => {
    expect(await tag(riff([fmt({}), chunk('data', [])]))).toBe('NoSamples')
    expect(await tag(riff([fmt({})]))).toBe('NoSamples')
  })

  it('says that a file is cut short where its samples or its header end early', async () => {
    const whole = riff([fmt({}), chunk('data', three)])
    for (const length of [4, 11, 20, 30, whole.length - 1])
      expect(await tag(whole.subarray(0, length))).toBe('Truncated')
  })

  it('does not mind a last chunk that is cut short behind the samples', async () => {
    const bytes = riff([fmt({}), chunk('data', three), chunk('LIST', [1, 2], 4000)])
    expect(await read(bytes)).toEqual({ sampleRate: 8000, channels: [samples] })
  })

  it('refuses RF64 without its 64-bit sizes, and a file without an fmt chunk', async () => {
    const bytes = riff([fmt({}), chunk('data', three)])
    expect(await tag(Uint8Array.from([0x52, 0x46, 0x36, 0x34, ...bytes.subarray(4)]))).toBe('Corrupt')
    expect(await tag(riff([chunk('data', three)]))).toBe('Corrupt')
  })
})

describe('formats', () => {
  it('refuses headers that contradict themselves', async () => {
    const data = chunk('data', three)
    for (const head of [fmt({ channels: 0 }), fmt({ rate: 0 }), fmt({ align: 3 }), fmt({ channels: 2, align: 2 })]) {
      expect(await tag(riff([head, data]))).toBe('Corrupt')
    }
  })

  it('refuses samples that are no whole number of frames', async () => {
    expect(await tag(riff([fmt({ channels: 2 }), chunk('data', three)]))).toBe('Corrupt')
  })

  it('allocates nothing for the channels and the length that a header claims', async () => {
    expect(await tag(riff([fmt({ channels: 65535, align: 65535, bits: 8 }), chunk('data', three, 0xfffffff0)]))).toBe(
      'Truncated',
    )
    expect(await tag(riff([fmt({ channels: 65535, align: 65535, bits: 8 }), chunk('data', three)]))).toBe('NoSamples')
  })

  it('names a codec that it does not read', async () => {
    const bytes = riff([fmt({ tag: 0x11, bits: 4, align: 256 }), chunk('data', three)])
    const detail = expect.stringContaining('IMA ADPCM')
    expect(await failure(decodeAudio(bytes, 'x.wav'))).toMatchObject({ _tag: 'Unsupported', detail })
  })

  it('reads samples of 12 bits as the 16 in which they stand left-justified', async () => {
    const bytes = riff([fmt({ bits: 12, align: 2 }), chunk('data', three)])
    expect(await read(bytes)).toEqual({ sampleRate: 8000, channels: [samples] })
  })

  it('refuses a float that is not finite', async () => {
    const bytes = riff([fmt({ tag: 3, bits: 32 }), chunk('data', [0, 0, 0, 0, 0, 0, 0xc0, 0x7f])])
    const detail = expect.stringContaining('sample 1 of channel 0')
    expect(await failure(decodeAudio(bytes, 'x.wav'))).toMatchObject({ _tag: 'Corrupt', detail })
  })
})
