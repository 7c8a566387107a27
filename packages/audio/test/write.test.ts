import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Audio, decodeAudio, encodeAudio, encodeWav, readComment } from '../src/index.js'
import { mono, noise, plain, run, tagOf, valueOf } from './support.js'

/**
 * Audio of 1 to `most` channels, and values that a 16-bit file holds: sign changes and bytes of 0 and 255 among them.
 */
const pcm16 = (most: number): fc.Arbitrary<Audio> => {
  const edge = fc.constantFrom(0, -1, 1, 255, 256, -255, -256, -257, 32767, -32768)
  const value = fc.oneof(edge, fc.integer({ min: -32768, max: 32767 }))
  return fc
    .tuple(fc.integer({ min: 1, max: most }), fc.integer({ min: 1, max: 40 }), fc.constantFrom(8000, 44100, 96000))
    .chain(([channels, frames, sampleRate]) =>
      fc
        .array(fc.array(value, { minLength: frames, maxLength: frames }), { minLength: channels, maxLength: channels })
        .map((rows) => ({
          sampleRate,
          channels: rows.map((row) => Float32Array.from(row, (sample) => sample / 32768)),
        })),
    )
}

const encodeFlac = (audio: Audio, bits: 16 | 24 = 16, comment?: string) =>
  encodeAudio('x.flac', audio, {
    encoding: bits === 16 ? 'pcm16' : 'pcm24',
    ...(comment === undefined ? {} : { comment }),
  })
const viaWav = async (audio: Audio, encoding: 'pcm16' | 'pcm24' | 'float32', comment?: string) =>
  plain(await run(decodeAudio(valueOf(encodeWav(audio, encoding, comment)), 'x.wav')))
const viaFlac = async (audio: Audio, bits: 16 | 24, comment?: string) =>
  plain(await run(decodeAudio(await run(encodeFlac(audio, bits, comment)), 'x.flac')))

describe('what was read is written back bit for bit', () => {
  it('as WAV of 16 bits, 24 bits and floats', async () => {
    await fc.assert(
      fc.asyncProperty(pcm16(9), fc.constantFrom('pcm16', 'pcm24', 'float32'), async (audio, encoding) => {
        expect(await viaWav(audio, encoding)).toEqual(plain(audio))
      }),
    )
  })

  it('as FLAC of 16 and 24 bits', async () => {
    await fc.assert(
      fc.asyncProperty(pcm16(8), fc.constantFrom(16, 24), async (audio, bits) => {
        expect(await viaFlac(audio, bits)).toEqual(plain(audio))
      }),
    )
  })

  it('as FLAC of several blocks and portions', async () => {
    const audio = mono(
      44100,
      noise(40000).map((x) => Math.round(x * 32767) / 32768),
    )
    expect(await viaFlac(audio, 16)).toEqual(plain(audio))
  })

  it('as floats with their number, which the format asks of whatever is no PCM', () => {
    const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')
    const [floats, pcm] = (['float32', 'pcm16'] as const).map((encoding) =>
      valueOf(encodeWav({ sampleRate: 8000, channels: [new Float32Array(300), new Float32Array(300)] }, encoding)),
    )
    const at = text(floats ?? new Uint8Array(0)).indexOf('fact')
    expect(text(floats?.slice(at, at + 12) ?? new Uint8Array(0))).toBe('fact\x04\0\0\0\x2c\x01\0\0')
    expect(text(pcm ?? new Uint8Array(0))).not.toContain('fact')
  })

  it('as floats beyond full scale and of any size', async () => {
    const rows = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 })
    await fc.assert(
      fc.asyncProperty(rows, async (row) => {
        const audio = mono(44100, row)
        expect(await viaWav(audio, 'float32')).toEqual(plain(audio))
      }),
    )
  })
})

describe('samples of 16 and 24 bits', () => {
  it('are rounded to the nearest, ties up, and clipped at full scale', async () => {
    const audio = mono(8000, [0.4 / 32768, 0.5 / 32768, -0.5 / 32768, -0.6 / 32768, 1, -1, 7, -7])
    const wanted = [0, 1, 0, -1, 32767, -32768, 32767, -32768].map((value) => value / 32768)
    expect((await viaWav(audio, 'pcm16')).channels[0]).toEqual(wanted)
    expect((await viaFlac(audio, 16)).channels[0]).toEqual(wanted)
  })

  it('are never further than half a step from what was given within full scale', async () => {
    await fc.assert(
      fc.asyncProperty(fc.float({ min: -1, max: Math.fround(0.9999), noNaN: true }), async (sample) => {
        const [got = Number.NaN] = (await viaWav(mono(8000, [sample]), 'pcm24')).channels[0] ?? []
        expect(Math.abs(got - sample)).toBeLessThanOrEqual(2 ** -24)
      }),
    )
  })

  it('hold silence and a single sample', async () => {
    const silence = mono(44100, new Float32Array(1))
    expect(await viaWav(silence, 'pcm16')).toEqual(plain(silence))
    expect(await viaFlac(silence, 24)).toEqual(plain(silence))
  })
})

describe('a comment', () => {
  it('is read back from WAV and from FLAC, and leaves the samples as they are', async () => {
    const text = fc.string({ unit: 'grapheme' }).filter((comment) => !comment.includes('\0'))
    await fc.assert(
      fc.asyncProperty(text, async (comment) => {
        const audio = mono(8000, [0.5, -0.25, 0])
        expect(readComment(valueOf(encodeWav(audio, 'pcm24', comment)))).toBe(comment)
        expect(readComment(await run(encodeFlac(audio, 16, comment)))).toBe(comment)
        expect(await viaWav(audio, 'pcm24', comment)).toEqual(plain(audio))
      }),
      { numRuns: 30 },
    )
  })

  it('is undefined where there is none, and where the bytes are no file at all', () => {
    expect(readComment(valueOf(encodeWav(mono(8000, [0]))))).toBeUndefined()
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.constantFrom('fLaC', 'RIFF'), (bytes, magic) => {
        expect(readComment(Uint8Array.from([...Buffer.from(magic), ...bytes]))).toBeUndefined()
      }),
    )
  })
})

describe('audio that cannot be written', () => {
  const wav = (audio: Audio) => tagOf(async () => encodeWav(audio))
  it('is refused for samples that are not finite, in every encoding', async () => {
    expect(await tagOf(async () => encodeWav(mono(8000, [0, Number.NaN]), 'float32'))).toBe('BadAudio')
    expect(await tagOf(encodeFlac(mono(8000, [0, Infinity])))).toBe('BadAudio')
  })

  it('is refused for no channel, no sample, unequal channels, and rates that are no whole number of Hz', async () => {
    expect(await wav({ sampleRate: 8000, channels: [] })).toBe('BadAudio')
    expect(await wav(mono(8000, []))).toBe('BadAudio')
    expect(await wav({ sampleRate: 8000, channels: [new Float32Array(2), new Float32Array(3)] })).toBe('BadAudio')
    for (const rate of [0, -1, Number.NaN, Infinity, 44100.5, 2 ** 32])
      expect(await wav(mono(rate, [0]))).toBe('BadAudio')
  })

  it('is refused by FLAC above eight channels and above 655350 Hz', async () => {
    const nine = Array.from({ length: 9 }, () => new Float32Array(1))
    expect(await tagOf(encodeFlac({ sampleRate: 8000, channels: nine }))).toBe('BadAudio')
    expect(await tagOf(encodeFlac(mono(655360, [0])))).toBe('BadAudio')
    expect(await tagOf(encodeFlac(mono(96001, [0])))).toBe('EncodingFailed')
  })
})

describe('a FLAC file', () => {
  it('says in its header how long it is and which MD5 sum its samples have', async () => {
    const bytes = await run(encodeFlac(mono(44100, [0.5, -0.5, 0.25])))
    // RFC 9639, section 8.2: the length is the lower 36 bits before the 16 bytes of the sum
    expect([...bytes.subarray(22, 26)]).toEqual([0, 0, 0, 3])
    expect(bytes.subarray(26, 42).some((byte) => byte !== 0)).toBe(true)
  })

  it('is refused where any byte of its frames is changed', async () => {
    const bytes = await run(encodeFlac(mono(44100, noise(300)), 16))
    const place = fc.integer({ min: 65, max: bytes.length - 1 })
    await fc.assert(
      fc.asyncProperty(place, fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const damaged = bytes.map((byte, i) => (i === at ? byte ^ change : byte))
        expect(['Corrupt', 'Truncated']).toContain(await tagOf(decodeAudio(damaged, 'x.flac')))
      }),
    )
  })

  it('is refused where it is cut short, wherever that is', async () => {
    const bytes = await run(encodeFlac(mono(44100, noise(300)), 16))
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 4, max: bytes.length - 1 }), async (length) => {
        expect(['Truncated', 'Corrupt']).toContain(await tagOf(decodeAudio(bytes.subarray(0, length), 'x.flac')))
      }),
    )
  })
})
