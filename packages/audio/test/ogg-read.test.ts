import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Audio, type DecodedSound, decodeSound, encodeAudio } from '../src/index.js'
import { inWavOrder, speakersOf } from '../src/ogg/channels.js'
import { pageCrc } from '../src/ogg/crc.js'
import { pagesOf } from '../src/ogg/pages.js'
import { oggStreams } from '../src/ogg/streams.js'
import { oggOf } from '../src/ogg/write.js'
import { bytesOf, failure, fixture, mono, noise, plain, type Recording, run, sine, snr, valueOf } from './support.js'

const lossy = fixture<readonly Recording[]>('lossy')
const recorded = (kind: string): Recording & { readonly whole: Uint8Array } => {
  const found = lossy.find(({ name }) => name === kind)
  if (found === undefined) throw new Error(kind)
  return { ...found, whole: bytesOf(found.bytes) }
}
const [vorbis, opus] = [recorded('Ogg Vorbis'), recorded('Ogg Opus')]

const read = (bytes: Uint8Array, label = 'x.ogg'): Promise<DecodedSound> => run(decodeSound(bytes, label))
const samples = ({ audio: { channels } }: DecodedSound): readonly number[] => [...(channels[0] ?? [])]
const joined = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]))

/** The file with `change` made to every page from the one numbered `from` on, and right checksums. */
const withPages = (bytes: Uint8Array, change: (page: DataView) => void, from = 0): Uint8Array => {
  const out = bytes.slice()
  for (const { at, end } of valueOf(pagesOf({ label: 'x', bytes })).pages.slice(from)) {
    const page = out.subarray(at, end)
    const view = new DataView(page.buffer, page.byteOffset, page.length)
    change(view)
    view.setUint32(22, pageCrc(page), true)
  }
  return out
}
const unmarked = (bytes: Uint8Array): Uint8Array => withPages(bytes, (page) => page.setUint8(5, page.getUint8(5) & ~4))
const renumbered = (bytes: Uint8Array, serial: number): Uint8Array =>
  withPages(bytes, (page) => page.setUint32(14, serial, true))
describe('an Ogg file', () => {
  it('whose last page is not marked as the last is read to its end, and says so', async () => {
    for (const { name, whole, frames } of [vorbis, opus]) {
      const [got, wanted] = [await read(unmarked(whole)), await read(whole)]
      expect([name, samples(got).length]).toEqual([name, frames])
      expect(samples(got)).toEqual(samples(wanted))
      expect(got.info.remarks).toEqual(['its last page is not marked as the last, so its end may be missing'])
      expect(wanted.info.remarks).toEqual([])
    }
  })

  it('with a tag or zeros before and behind its pages is read to the same sound', async () => {
    const tag = Uint8Array.of(0x49, 0x44, 0x33, 3, 0, 0, 0, 0, 0, 4, 1, 2, 3, 4)
    for (const { whole } of [vorbis, opus]) {
      const got = await read(joined(tag, whole, new Uint8Array(50)))
      expect(samples(got)).toEqual(samples(await read(whole)))
      expect(got.info.remarks).toEqual(['an ID3 tag in front of it is left out'])
    }
  })

  it('of streams that follow on each other is read as one sound, whatever their serial numbers', async () => {
    for (const { whole } of [vorbis, opus]) {
      const one = samples(await read(whole))
      for (const second of [whole, renumbered(whole, 77)]) {
        const got = await read(joined(whole, second, unmarked(renumbered(second, 5))))
        expect(samples(got)).toEqual([...one, ...one, ...one])
        expect(got.info.remarks[1]).toBe('3 streams follow on each other in it, and are joined')
      }
    }
  })

  it('of streams that follow on each other at another rate is refused', async () => {
    expect(await failure(decodeSound(joined(vorbis.whole, opus.whole), 'x.ogg'))).toMatchObject({
      _tag: 'Unsupported',
      detail: '1 channels at 8000 Hz are followed by 1 channels at 48000 Hz',
    })
  })

  it('with video beside its sound is read without it; with two sounds beside each other it is refused', async () => {
    const mixed = (other: Uint8Array): Uint8Array => {
      const { pages } = valueOf(pagesOf({ label: 'x', bytes: vorbis.whole }))
      const second = pages[1]?.at ?? 0
      const its = valueOf(pagesOf({ label: 'x', bytes: other })).pages
      const cut = its[0]?.end ?? 0
      return joined(
        vorbis.whole.subarray(0, second),
        other.subarray(0, cut),
        vorbis.whole.subarray(second),
        other.subarray(cut),
      )
    }
    const video = renumbered(
      oggOf([Uint8Array.from(Buffer.from('\u0080theora and more', 'latin1')), noiseBytes(700)]),
      9,
    )
    const got = await read(mixed(withPages(video, (page) => page.setUint8(5, page.getUint8(5) | 4), 1)))
    expect(samples(got)).toEqual(samples(await read(vorbis.whole)))
    expect(got.info.remarks).toEqual(['its Theora video is left out'])
    expect(await failure(decodeSound(mixed(renumbered(vorbis.whole, 4)), 'x.ogg'))).toMatchObject({
      _tag: 'Unsupported',
      detail: 'it holds several streams of sound beside each other, and one is read',
    })
  })

  it('is read from the first sample on where its positions begin later than at 0, and to where the last one says', async () => {
    const all = samples(await read(paged([0, 0, 0])))
    expect(samples(await read(paged([48000, 48000, 48000])))).toEqual(all)
    expect(samples(await read(paged([48000, 48000, 47900])))).toEqual(all.slice(0, -100))
  })

  it('whose first positions say fewer samples than are there is read without the first ones', async () => {
    const all = samples(await read(paged([0, 0, 0])))
    expect(samples(await read(paged([-100, -100, -100])))).toEqual(all.slice(100))
  })

  it('that ends inside its last page is read up to there', async () => {
    for (const { whole } of [vorbis, opus]) {
      const doubled = joined(whole, whole)
      const got = await read(doubled.subarray(0, doubled.length - 5))
      const one = samples(await read(whole))
      expect(samples(got).slice(0, one.length)).toEqual(one)
      expect(got.info.remarks).toContain('its last page is cut short and left out')
      expect(got.info.remarks).toContain('1 of its streams hold no sound and are left out')
    }
  })

  it('with a page missing or damaged in the middle is refused', async () => {
    const { pages } = valueOf(pagesOf({ label: 'x', bytes: opus.whole }))
    const [, second] = pages
    const gone = joined(opus.whole.subarray(0, second?.at), opus.whole.subarray(second?.end))
    expect(await failure(decodeSound(gone, 'x.ogg'))).toMatchObject({ _tag: 'Corrupt', detail: 'page 1 is missing' })
  })

  it('of FLAC is read bit for bit, with and without an end mark', async () => {
    const audio: Audio = mono(
      8000,
      noise(300).map((value) => Math.round(value * 20000) / 32768),
    )
    const flac = await run(encodeAudio('x.flac', audio))
    const [streamInfo, rest] = [flac.subarray(4, 42), flac.subarray(42)]
    const commentBytes = 4 + (new DataView(rest.buffer, rest.byteOffset).getUint32(0) % 2 ** 24)
    const head = joined(Uint8Array.from([0x7f, 0x46, 0x4c, 0x41, 0x43, 1, 0, 0, 1, 0x66, 0x4c, 0x61, 0x43]), streamInfo)
    const ogg = oggOf([head, rest.subarray(0, commentBytes), rest.subarray(commentBytes)])
    expect(plain((await read(ogg)).audio)).toEqual(plain(audio))
  })

  it('says which speakers its channels are for, in the order of WAV', () => {
    // Vorbis I, 4.3.9, for left, centre, right, and so on; a mask of WAV has a bit for each speaker, in its own order
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9].map(speakersOf)).toEqual([null, null, 0x7, 0x33, 0x37, 0x3f, 0x70f, 0x63f, null])
    expect(inWavOrder(['L', 'C', 'R'])).toEqual(['L', 'R', 'C'])
    expect(inWavOrder(['L', 'C', 'R', 'BL', 'BR'])).toEqual(['L', 'R', 'C', 'BL', 'BR'])
    expect(inWavOrder(['L', 'C', 'R', 'SL', 'SR', 'LFE'])).toEqual(['L', 'R', 'C', 'LFE', 'SL', 'SR'])
    expect(inWavOrder(['L', 'C', 'R', 'SL', 'SR', 'BC', 'LFE'])).toEqual(['L', 'R', 'C', 'LFE', 'BC', 'SL', 'SR'])
    const eight = ['L', 'C', 'R', 'SL', 'SR', 'BL', 'BR', 'LFE']
    expect(inWavOrder(eight)).toEqual(['L', 'R', 'C', 'LFE', 'BL', 'BR', 'SL', 'SR'])
  })

  it('says its tags', async () => {
    const packets = valueOf(oggStreams({ label: 'x', bytes: opus.whole })).streams[0]?.packets ?? []
    const entry = (text: string): Uint8Array => joined(Uint8Array.of(text.length, 0, 0, 0), Buffer.from(text))
    const picture = `METADATA_BLOCK_PICTURE=${Buffer.from('image').toString('base64')}`
    const comments = joined(
      Buffer.from('OpusTags'),
      entry('somebody'),
      Uint8Array.of(3, 0, 0, 0),
      entry('title=Rain = water'),
      entry(picture),
      entry('no name'),
    )
    const { info } = await read(oggOf([packets[0] ?? comments, comments, ...packets.slice(2)]))
    expect(info.tags).toEqual([['TITLE', 'Rain = water']])
    expect(info.pictures.map((bytes) => Buffer.from(bytes).toString())).toEqual(['image'])
  })

  it('of Vorbis that decodes to what is no number is refused', async () => {
    const bytes = readFileSync(new URL('fixtures/vorbis-nan.ogg', import.meta.url))
    expect(await failure(decodeSound(bytes, 'vorbis-nan.ogg'))).toEqual({
      _tag: 'Corrupt',
      label: 'vorbis-nan.ogg',
      format: 'Ogg Vorbis',
      detail: 'sample 0 of channel 0 is NaN',
    })
  })

  it('of Vorbis whose tags claim a gigabyte is refused', async () => {
    const bytes = readFileSync(new URL('fixtures/vorbis-slow.ogg', import.meta.url))
    expect(await failure(decodeSound(bytes, 'vorbis-slow.ogg'))).toMatchObject({
      _tag: 'Corrupt',
      detail: 'the lengths in its comment header lead out of it',
    })
  })

  it('of Vorbis holds the sine that was encoded', async () => {
    const { audio } = await read(vorbis.whole)
    expect(snr(sine(440, vorbis.rate, vorbis.frames), audio.channels[0] ?? [])).toBeGreaterThan(20)
  })
})

const noiseBytes = (count: number): Uint8Array =>
  Uint8Array.from(noise(count), (value) => Math.round(127 + 127 * value))

/** Vorbis with one packet of sound a page, the positions of the pages moved by what is given. */
const paged = (moved: readonly number[]): Uint8Array => {
  const packets = valueOf(oggStreams({ label: 'x', bytes: vorbis.whole })).streams[0]?.packets ?? []
  const heads = oggOf(packets.slice(0, 3))
  const { pages } = valueOf(pagesOf({ label: 'x', bytes: heads }))
  const positions = [256, 512, 768]
  const sound = packets.slice(3, 4 + positions.length).map((packet, i) => {
    const page = oggOf([packet])
    const view = new DataView(page.buffer)
    view.setUint8(5, i === positions.length ? 4 : 0)
    view.setUint32(18, pages.length + i, true)
    view.setBigInt64(6, i === 0 ? -1n : BigInt((positions[i - 1] ?? 0) + (moved[i - 1] ?? 0)), true)
    view.setUint32(22, pageCrc(page), true)
    return page
  })
  return joined(heads, ...sound)
}
