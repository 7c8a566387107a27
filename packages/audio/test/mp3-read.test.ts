import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type DecodedSound, decodeSound } from '../src/index.js'
import { mp3Frames } from '../src/mp3/frames.js'
import { infoFrame } from '../src/mp3/info-frame.js'
import { bytesOf, failure, fixture, type Recording, run, sine, snr, valueOf } from './support.js'

const recording = fixture<readonly Recording[]>('lossy').find(({ name }) => name === 'MP3')
const whole = bytesOf(recording?.bytes ?? '')
const { rate, frames: length } = recording ?? { rate: 0, frames: 0 }
const { frames } = valueOf(mp3Frames({ label: 'x.mp3', bytes: whole }))
const [info, ...sounding] = frames
const samplesInFrame = info.samples
const withChecksums = Uint8Array.from(readFileSync(new URL('fixtures/crc.mp3', import.meta.url)))

const bytes = (...parts: readonly (Uint8Array | readonly number[] | string)[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...(typeof part === 'string' ? Buffer.from(part, 'latin1') : part)]))
const read = (given: Uint8Array): Promise<DecodedSound> => run(decodeSound(given, 'x.mp3'))
const samples = ({ audio: { channels } }: DecodedSound): readonly number[] => [...(channels[0] ?? [])]

const id3 = (content: number): readonly number[] => [
  0x49,
  0x44,
  0x33,
  4,
  0,
  0,
  0,
  0,
  0,
  content,
  ...new Uint8Array(content).fill(7),
]
const ape = bytes(
  'APETAGEX',
  [0xd0, 7, 0, 0, 40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xa0, 0, 0, 0, 0, 0, 0, 0, 0],
  new Uint8Array(8),
  'APETAGEX',
  new Uint8Array(24),
)
const id3v1 = bytes('TAG', new Uint8Array(125).fill(0x20))
const lyrics = 'LYRICSBEGININD0000200LYR00005Hello000042LYRICS200'
const junk = 'no sound at all '
/** The file with the first bytes of its Info header's fields changed. */
const withCount = (count: number): Uint8Array => {
  const out = whole.slice()
  new DataView(out.buffer).setUint32(info.start + 4 + info.sideBytes + 8, count)
  return out
}
const at = (index: number): number => frames[index]?.start ?? 0

describe('an MP3 file', () => {
  const wanted = read(whole)

  it('is read to the same sound with tags before, behind and between its frames, and says nothing of them', async () => {
    const middle = at(3)
    for (const given of [
      bytes(id3(20), id3(5), whole),
      bytes(id3(20), new Uint8Array(900), whole),
      bytes(whole, id3v1),
      bytes(whole, ape, id3v1),
      bytes(whole, lyrics, id3v1),
      bytes(whole, 'LYRICSBEGINHelloLYRICSEND', id3v1),
      bytes(whole, new Uint8Array(700)),
      bytes(whole.subarray(0, middle), id3(30), whole.subarray(middle)),
    ]) {
      const got = await read(given)
      expect(samples(got)).toEqual(samples(await wanted))
      expect(got.info.remarks).toEqual([])
    }
  })

  it('is read to the same sound with other bytes before and behind its frames, and says how many', async () => {
    for (const given of [
      bytes(junk, whole),
      bytes(whole, junk),
      bytes('RIF', '\u00ff\u00fb\u0090', 'some bytes', whole),
    ]) {
      const got = await read(given)
      expect(samples(got)).toEqual(samples(await wanted))
      expect(got.info.remarks).toEqual(['16 bytes beside its frames are no sound and left out'])
    }
  })

  it('is not taken for lyrics where a word of theirs stands before it, and another behind', async () => {
    const got = await read(bytes('LYRICSBEGIN', whole, 'LYRICS200', id3v1))
    expect(samples(got)).toEqual(samples(await wanted))
    expect(got.info.remarks).toEqual(['20 bytes beside its frames are no sound and left out'])
  })

  it('keeps its place behind other bytes between its frames', async () => {
    const got = await read(bytes(whole.subarray(0, at(4)), junk, whole.subarray(at(4))))
    expect(samples(got)).toEqual(samples(await wanted))
    expect(got.info.remarks).toEqual(['16 bytes beside its frames are no sound and left out'])
  })

  it('of two that are joined is read as the one and then the other', async () => {
    const got = await read(bytes(whole, id3(8), whole))
    expect(samples(got)).toEqual([...samples(await wanted), ...samples(await wanted)])
    expect(got.info.remarks).toEqual(['2 files are joined in it, and each is read without what its encoder added'])
  })

  it('of which frames are missing that were padding alone ends where its sound does', async () => {
    const [lag, delay, missing] = [529, 100, 2] // the lag is that of every decoder of layer III
    const padding = lag + missing * samplesInFrame + 100
    const given = withCount(sounding.length + missing)
    given.set([delay >> 4, ((delay & 15) << 4) + (padding >> 8), padding & 255], info.start + 4 + info.sideBytes + 141)
    expect(samples(await read(given)).length).toBe(sounding.length * samplesInFrame - 100 - (delay + lag))
  })

  it('that ends inside its last frame is read up to there', async () => {
    const last = frames.at(-1) ?? info
    for (const gone of [1, 2, last.bytes - 4]) {
      const got = await read(whole.subarray(0, whole.length - gone))
      const kept = (sounding.length - 1) * samplesInFrame - (sounding.length * samplesInFrame - length)
      expect(samples(got).length).toBeGreaterThanOrEqual(kept)
      expect(samples(got)).toEqual(samples(await wanted).slice(0, samples(got).length))
      expect(got.info.remarks[0]).toBe('its last frame is cut short and left out')
    }
  })

  it('whose header counts its own frame is read to the same sound', async () => {
    expect(samples(await read(withCount(sounding.length + 1)))).toEqual(samples(await wanted))
  })

  it('whose header counts otherwise is read to its end, which says so', async () => {
    for (const count of [sounding.length - 2, sounding.length + 30, 2 ** 32 - 1]) {
      const got = await read(withCount(count))
      expect(samples(got).slice(0, length)).toEqual(samples(await wanted))
      expect(got.info.remarks).toEqual([`its header says ${count} frames and ${sounding.length} are there`])
    }
  })

  it('of free format is read as the same file whose headers state its length', async () => {
    // frames of one length that need nothing of the one before them
    const frame = whole.subarray(at(1), at(2))
    const count = 6
    const stated = bytes(...Array.from({ length: count }, () => frame))
    const free = stated.map((byte, i) => (i % frame.length === 2 ? byte & 0x0f : byte))
    const got = samples(await read(free))
    expect(got.length).toBe(count * samplesInFrame)
    expect(Math.max(...got)).toBeGreaterThan(0.1)
    expect(got).toEqual(samples(await read(stated)))
  })

  it('with checksums is cut to what was encoded, its first sample in its place', async () => {
    // two other decoders give 11275 samples a channel, and the case says where they begin
    const got = await read(withChecksums)
    expect([got.audio.sampleRate, got.audio.channels.map((channel) => channel.length)]).toEqual([22050, [11275, 11275]])
    expect(got.info.remarks).toEqual([])
  })

  it('with frames that do not decode has silence there, and says so', async () => {
    const broken = whole.slice()
    const frame = frames[2] ?? info
    broken.fill(0xff, frame.start + 4, frame.start + frame.bytes)
    const got = await read(broken)
    expect(samples(got).length).toBe(length)
    expect(got.info.remarks).toEqual(['2 of its frames do not decode and are silent'])
  })

  it('whose rate changes on the way is refused', async () => {
    const joined = bytes(whole, id3(3), withChecksums)
    const detail = `its rate or channels change at byte ${whole.length + 13}`
    expect(await failure(decodeSound(joined, 'x.mp3'))).toMatchObject({ _tag: 'Unsupported', detail })
  })

  it('that is nothing but a tag, or a part of one frame, is refused', async () => {
    expect(await failure(decodeSound(bytes(id3(20)), 'x.mp3'))).toMatchObject({ _tag: 'Truncated' })
    expect(await failure(decodeSound(whole.subarray(0, 60), 'x.mp3'))).toMatchObject({ _tag: 'Truncated' })
  })

  it('holds the sine that was encoded', async () => {
    expect(snr(sine(440, rate, length), samples(await wanted))).toBeGreaterThan(20)
  })
})

describe("the header of Fraunhofer's encoder", () => {
  const header = bytes(new Uint8Array(36), 'VBRI', new Uint8Array(6), [0, 0, 2, 9], [0, 0, 0, 77])
  const frame = { start: 0, samples: 1152, sampleRate: 44100, channels: 1, sideBytes: 17, free: false } as const

  it('says how many bytes and frames there are', () => {
    expect(infoFrame(header, { ...frame, bytes: header.length })).toEqual({
      frames: 77,
      bytes: 521,
      delay: undefined,
      padding: 0,
    })
  })

  it('is none where it is cut off', () => {
    expect(infoFrame(header.slice(0, -1), { ...frame, bytes: header.length })).toBeUndefined()
    expect(infoFrame(header, { ...frame, bytes: header.length - 1 })).toBeUndefined()
  })
})
