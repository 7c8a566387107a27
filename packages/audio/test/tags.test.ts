import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeSound, encodeAudio, type Tag } from '../src/index.js'
import { id3Tag, readId3 } from '../src/tags/id3.js'
import { pictureBlock } from '../src/tags/picture.js'
import { bytesOf, chunk, fixture, fmt, mono, type Recording, riff, run } from './support.js'

const latin = (text: string): readonly number[] => [...Buffer.from(text, 'latin1')]
const utf16 = (text: string): readonly number[] => [255, 254, ...Buffer.from(text, 'utf16le')]
const safe = (size: number): readonly number[] => [21, 14, 7, 0].map((shift) => (size >> shift) & 127)
const big = (size: number): readonly number[] => [24, 16, 8, 0].map((shift) => (size >> shift) & 255)

/** An ID3 tag of a version, of these frames. */
const id3 = (version: number, frames: readonly (readonly number[])[], flags = 0): Uint8Array =>
  Uint8Array.from([...latin('ID3'), version, 0, flags, ...safe(frames.flat().length), ...frames.flat()])

const frame3 = (id: string, content: readonly number[]) => [...latin(id), ...big(content.length), 0, 0, ...content]
const frame2 = (id: string, content: readonly number[]) => [...latin(id), ...big(content.length).slice(1), ...content]

const cover = pictureBlock({ kind: 3, mime: 'image/png', image: Uint8Array.of(137, 80, 78, 71) })
const data = chunk('data', [0, 64, 0, 192])
const infoOf = async (bytes: Uint8Array, name = 'x.wav') => (await run(decodeSound(bytes, name))).info

describe('an ID3 tag', () => {
  it('is read in versions 2.2, 2.3 and 2.4, in every encoding of text', () => {
    expect(readId3(id3(2, [frame2('TT2', [0, ...latin('Rain')]), frame2('TP1', [1, ...utf16('Ana')])])).tags).toEqual([
      ['TITLE', 'Rain'],
      ['ARTIST', 'Ana'],
    ])
    const comment = frame3('COMM', [0, ...latin('eng'), 0, ...latin('mine')])
    const note = frame3('COMM', [0, ...latin('eng'), ...latin('iTunNORM'), 0, ...latin('0001')])
    const own = frame3('TXXX', [1, ...utf16('Mood'), 0, 0, ...utf16('wet')])
    expect(readId3(id3(3, [comment, note, own, frame3('PRIV', [1, 2])])).tags).toEqual([
      ['COMMENT', 'mine'],
      ['MOOD', 'wet'],
    ])
    const accents = [...latin('TIT2'), ...safe(6), 0, 0, 3, ...Buffer.from('Mé\0b')]
    expect(readId3(id3(4, [accents, [0, 0, 0, 0]])).tags).toEqual([
      ['TITLE', 'Mé'],
      ['TITLE', 'b'],
    ])
  })

  it('is read where it is unsynchronised, and has its pictures', () => {
    const bytes = [0, ...latin('image/png'), 0, 3, 0, 255, 0, 224]
    const size = [...big(bytes.length - 1), 0, 0]
    expect(readId3(id3(3, [[...latin('APIC'), ...size, ...bytes]], 128)).pictures).toEqual([
      pictureBlock({ kind: 3, mime: 'image/png', image: Uint8Array.of(255, 224) }),
    ])
  })

  it.each([
    ['of one byte a letter', [0, ...latin('front'), 0]],
    ['of two bytes a letter', [1, ...utf16('front'), 0, 0]],
    ['of two bytes a letter without a mark', [2, 0, 102, 0, 103, 0, 0]],
  ])('has a picture behind a description %s', (_, [encoding = 0, ...description]) => {
    const content = [encoding, ...latin('image/png'), 0, 3, ...description, 137, 80]
    expect(readId3(id3(3, [frame3('APIC', content)])).pictures).toEqual([
      pictureBlock({ kind: 3, mime: 'image/png', image: Uint8Array.of(137, 80) }),
    ])
  })

  it('is written and read again as it was, and whatever is done to it is no more than tags that are missing', () => {
    const name = fc.stringMatching(/^[A-Z]{1,8}$/)
    const tags = fc.array(
      fc.tuple(
        name,
        fc.string({ unit: 'grapheme' }).filter((text) => !/[\0\ufeff]/.test(text)),
      ),
    )
    fc.assert(
      fc.property(tags, fc.nat(), fc.nat(255), (list, at, byte) => {
        const bytes = id3Tag(list, [cover])
        expect(readId3(bytes)).toEqual({ tags: list, pictures: [cover] })
        bytes[at % bytes.length] = byte
        expect(readId3(bytes).tags.length).toBeLessThanOrEqual(list.length + 2)
      }),
      { numRuns: 50 },
    )
  })

  it('gives its tags to the MP3 that it stands before, and to the WAV that has it in a chunk', async () => {
    const tag = id3(3, [frame3('TIT2', [0, ...latin('Rain')])])
    const { bytes } = fixture<readonly Recording[]>('lossy')[0] ?? { bytes: '' }
    expect((await infoOf(Uint8Array.from([...tag, ...bytesOf(bytes)]), 'x.mp3')).tags).toEqual([['TITLE', 'Rain']])
    const info = await infoOf(riff([fmt({}), data, chunk('id3 ', [...tag])]))
    expect([info.tags, info.chunks]).toEqual([[['TITLE', 'Rain']], [{ id: 'id3 ', content: tag, behind: true }]])
  })
})

describe('LIST-INFO', () => {
  const list = (...entries: readonly (readonly number[])[]) => chunk('LIST', [...latin('INFO'), ...entries.flat()])

  it('is read as UTF-8, or else as the Latin of old writers, each entry up to its first zero', async () => {
    const entries = list(
      chunk('INAM', [...Buffer.from('Mé\0')]),
      chunk('IART', [...latin('José'), 0]),
      chunk('ICMT', [...latin('mine'), 0, 120]),
      chunk('IXYZ', latin('other')),
    )
    expect((await infoOf(riff([fmt({}), data, entries]))).tags).toEqual([
      ['TITLE', 'Mé'],
      ['ARTIST', 'José'],
      ['COMMENT', 'mine'],
      ['IXYZ', 'other'],
    ])
  })

  it('is written again with what it has a place for, and an ID3 chunk has the rest', async () => {
    const tags: readonly Tag[] = [
      ['TITLE', 'Rain'],
      ['IXYZ', 'other'],
      ['MOOD', 'wet'],
    ]
    const bytes = await run(encodeAudio('x.wav', mono(8000, [0, 0.5]), { tags, pictures: [cover] }))
    const text = Buffer.from(bytes).toString('latin1')
    expect([text.includes('INAM\x05\0\0\0Rain\0'), text.includes('MOOD\0wet')]).toEqual([true, true])
    expect(await infoOf(bytes)).toMatchObject({ tags, pictures: [cover] })
  })
})

describe('chunks of WAV', () => {
  it('are kept as they are, those that describe the samples left out', async () => {
    const kept = [chunk('bext', [1, 2, 3]), chunk('cue ', [4])]
    const left = [chunk('JUNK', [0, 0]), chunk('PEAK', [1]), chunk('fact', [2, 0, 0, 0])]
    const info = await infoOf(riff([fmt({}), kept[0] ?? [], ...left, data, kept[1] ?? []]))
    expect(info.chunks).toEqual([
      { id: 'bext', content: Uint8Array.of(1, 2, 3), behind: false },
      { id: 'cue ', content: Uint8Array.of(4), behind: true },
    ])
    expect(info.remarks).toEqual([])
  })
})

describe('the widest samples', () => {
  it('are read as floats, and what that loses is told', async () => {
    const wide = await infoOf(riff([fmt({ bits: 32 }), chunk('data', [1, 0, 0, 64])]))
    expect([wide.encoding, wide.remarks]).toEqual([
      'float32',
      ['its samples of 32 bits are read as floats, which hold 24 of them'],
    ])
    const double = await infoOf(riff([fmt({ tag: 3, bits: 64 }), chunk('data', [0, 0, 0, 0, 0, 0, 224, 63])]))
    expect([double.encoding, double.remarks]).toEqual([
      'float32',
      ['its floats of 64 bits are read as floats of 32 bits'],
    ])
  })
})

describe('MP3 in WAV', () => {
  it('is read as the MP3 that it holds', async () => {
    const { bytes, name } = fixture<readonly Recording[]>('lossy')[0] ?? { bytes: '', name: '' }
    expect(name).toBe('MP3')
    const frames = [...bytesOf(bytes)]
    const wrapped = await run(
      decodeSound(riff([fmt({ tag: 0x55, bits: 0, align: 1 }), chunk('data', frames)]), 'x.wav'),
    )
    const alone = await run(decodeSound(bytesOf(bytes), 'x.mp3'))
    expect(wrapped.audio).toEqual(alone.audio)
    expect([wrapped.info.format, wrapped.info.encoding]).toEqual(['MP3 in WAV', null])
  })
})
