import { describe, expect, it } from 'vitest'
import { decodeAudio, decodeSound } from '../src/index.js'
import { bytesOf, chunk, failure, fixture, floatsOf, fmt, plain, type Recording, riff, run, tagOf } from './support.js'

const three = [0x00, 0x40, 0x00, 0xc0, 0xff, 0x7f]
const samples = [0.5, -0.5, 32767 / 32768]
const read = async (bytes: Uint8Array) => plain(await run(decodeAudio(bytes, 'x.wav')))
/** The samples of one channel, and what was remarked. */
const told = async (bytes: Uint8Array) => {
  const { audio, info } = await run(decodeSound(bytes, 'x.wav'))
  return { samples: [...(audio.channels[0] ?? [])], remarks: info.remarks }
}
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

  it('says that a file is cut short where its header ends early', async () => {
    const whole = riff([fmt({}), chunk('data', three)])
    for (const length of [4, 11, 20, 30]) expect(await tag(whole.subarray(0, length))).toBe('Truncated')
  })

  it('reads the samples that are there where the header promises more, and says so', async () => {
    for (const size of [8, 60, 4000, 2 ** 30, 2 ** 31 - 2 ** 18])
      expect(await told(riff([fmt({}), chunk('data', three, size)]))).toEqual({
        samples,
        remarks: [`its header promises ${size} bytes of samples and 6 are there`],
      })
  })

  it('reads to the end whatever placeholder a writer left, or one derived from it', async () => {
    for (const size of [
      0x7fffffff,
      0x7fffffff - 36,
      0x7ffff000,
      0x7fffeffa,
      0x80000000,
      0xfffffffe,
      0xffffffff,
      0xffffffff - 36,
      0xffffffff - 44,
    ])
      for (const whole of [0, 36, 0x7fffffff, 0xfffffffe, 0xffffffff])
        expect(await told(riff([fmt({}), chunk('data', three, size)], whole))).toEqual({ samples, remarks: [] })
  })

  it('reads RF64 whose sizes of 64 bits were never written, or promise more than is there', async () => {
    const eight = (value: bigint) => Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(8 * i)) & 255n))
    const wide = (whole: bigint, data: bigint) => {
      const sizes = chunk('ds64', [...eight(whole), ...eight(data), ...eight(3n), 0, 0, 0, 0])
      const bytes = riff([sizes, fmt({}), chunk('data', three, 0xffffffff)], 0xffffffff)
      return Uint8Array.from([0x52, 0x46, 0x36, 0x34, ...bytes.subarray(4)])
    }
    const unset = 2n ** 64n - 1n
    for (const [whole, data] of [
      [0n, 0n],
      [unset, unset],
      [2n ** 63n - 1n, 2n ** 63n - 1n],
      [78n, 6n],
    ] as const)
      expect(await told(wide(whole, data))).toEqual({ samples, remarks: [] })
    expect(await told(wide(78n, 6000n))).toEqual({
      samples,
      remarks: ['its header promises 6000 bytes of samples and 6 are there'],
    })
  })

  it('finds the chunks behind one of odd length without its padding', async () => {
    const odd = chunk('bext', [1, 2, 3]).slice(0, -1)
    expect(await told(riff([fmt({}), odd, chunk('data', three)]))).toEqual({ samples, remarks: [] })
  })

  it('passes over bytes between the chunks that are none, and says so', async () => {
    expect(await told(riff([fmt({}), [0, 0, 0, 0, 0, 0], chunk('data', three)]))).toEqual({
      samples,
      remarks: ['6 bytes before its data chunk are no chunk'],
    })
    expect(await tag(riff([fmt({}), [0, 0, 0, 0, 0, 0, 0, 0, 0]]))).toBe('Corrupt')
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
    for (const head of [fmt({ channels: 0 }), fmt({ rate: 0 }), fmt({ bits: 24, align: 4 })])
      expect(await tag(riff([head, data]))).toBe('Corrupt')
  })

  it('takes no notice of a block alignment that is wrong, as other readers, and says so', async () => {
    for (const align of [0, 1, 3, 4, 40]) {
      const remarks = [`its block alignment says ${align} bytes, and 1 channels of 16 bits take 2`]
      expect(await told(riff([fmt({ align }), chunk('data', three)]))).toEqual({ samples, remarks })
    }
  })

  it('reads whole frames where the samples end inside one, and says so', async () => {
    expect(await told(riff([fmt({ channels: 2 }), chunk('data', three)]))).toEqual({
      samples: samples.slice(0, 1),
      remarks: ['its last frame has 2 of 4 bytes and is left out'],
    })
    expect(await told(riff([fmt({}), chunk('data', [...three, 9])]))).toEqual({
      samples,
      remarks: ['its last frame has 1 of 2 bytes and is left out'],
    })
  })

  it('allocates nothing for the channels and the length that a header claims', async () => {
    for (const size of [6, 4000, 0xfffffff0])
      expect(await tag(riff([fmt({ channels: 65535, align: 65535, bits: 8 }), chunk('data', three, size)]))).toBe(
        'NoSamples',
      )
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
