import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import {
  type Audio,
  type AudioError,
  type DecodedSound,
  decodeAudio,
  decodeSound,
  describeAudioError,
} from '../src/index.js'
import { bytesOf, failure, fixture, plain, type Recording, run, sine, snr, tagOf } from './support.js'

const lossy = fixture<readonly Recording[]>('lossy')
const all = [...fixture<readonly Recording[]>('lossless'), ...lossy]
const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'))
const said = async (bytes: Uint8Array, label: string): Promise<string> => {
  const error = await failure(decodeAudio(bytes, label))
  return error === 'no failure' ? error : describeAudioError(error)
}
/** The tag of a failure; of a success, whether it says that something is missing. */
const verdictOf = async (bytes: Uint8Array, label: string): Promise<string> =>
  E.match<AudioError, DecodedSound, string>(
    ({ _tag }) => _tag,
    ({ info }) => (info.remarks.length === 0 ? 'silent' : 'said'),
  )(await decodeSound(bytes, label)())

describe('files with lossy codecs', () => {
  for (const { name, rate, frames, bytes } of lossy) {
    it(`${name} has the length of what was encoded, and its sine in place`, async () => {
      const { sampleRate, channels } = await run(decodeAudio(bytesOf(bytes), name))
      expect([sampleRate, channels.length, channels[0]?.length]).toEqual([rate, 1, frames])
      expect(snr(sine(440, rate, frames), channels[0] ?? [])).toBeGreaterThan(20)
    })

    it(`${name} that is cut short is read up to there, which it says, or refused`, async () => {
      const whole = bytesOf(bytes)
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 4, max: whole.length - 1 }), async (length) => {
          expect(await verdictOf(whole.subarray(0, length), name)).toMatch(
            /^(Truncated|Corrupt|NotAudio|NoSamples|said)$/,
          )
        }),
      )
    })
  }

  it('an Ogg file is refused where any byte is changed, or says what it left out', async () => {
    const whole = bytesOf(lossy[1]?.bytes ?? '')
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const changed = whole.map((byte, i) => (i === at ? byte ^ change : byte))
        expect(await verdictOf(changed, 'x.ogg')).not.toBe('silent')
      }),
    )
  })
})

describe('the format is decided by the content', () => {
  it('a file whose name says another format is refused with the name that would be right', async () => {
    for (const { bytes } of all) expect(await tagOf(decodeAudio(bytesOf(bytes), 'wrong.aiff'))).toBe('Mislabelled')
    const [first] = all
    expect(await said(bytesOf(first?.bytes ?? ''), 'song.mp3')).toMatch(
      /^song\.mp3 is WAV, though its name says MP3: give it a name that ends in \.wav$/,
    )
  })

  it('a file whose name says nothing is read for what it is', async () => {
    for (const { bytes } of all) expect(await tagOf(decodeAudio(bytesOf(bytes), 'recording.bin'))).toBe('no failure')
  })

  it('tags in front hide no format, and the sound behind them is the same', async () => {
    const tag = [0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, 5, 1, 2, 3, 4, 5]
    for (const { name, bytes } of all) {
      const tagged = Uint8Array.from([...tag, ...tag, 0, 0, 0, ...bytesOf(bytes)])
      expect(plain(await run(decodeAudio(tagged, name)))).toEqual(plain(await run(decodeAudio(bytesOf(bytes), name))))
    }
    const aac = Uint8Array.from([...tag, 0xff, 0xf1, 0x50, 0x80, 0, 0x1f, 0xfc])
    expect(await said(aac, 'song.aac')).toContain('song.aac is AAC;')
  })

  it('a file of a format that is not read is refused by both names', async () => {
    expect(await said(ascii('FORM\0\0\0\0AIFF'), 'song.wav')).toBe(
      'song.wav is AIFF, though its name says WAV; it is not read here: convert it, for example with "ffmpeg -i IN OUT.flac"',
    )
    expect(await said(ascii('\0\0\0\x20ftypM4A '), 'song.m4a')).toBe(
      'song.m4a is MP4 (AAC or ALAC); it is not read here: convert it, for example with "ffmpeg -i IN OUT.flac"',
    )
    expect(await said(ascii('\xff\xf1\x50\x80'), 'song.aac')).toContain('song.aac is AAC;')
  })

  it('a file that is no audio is refused, its name quoted', async () => {
    expect(await said(ascii('hello, this is text\n'), 'song.wav')).toBe(
      'song.wav holds no audio format known here, though its name says WAV: give a WAV, FLAC, MP3, Ogg Vorbis or Ogg Opus file',
    )
    expect(await said(new Uint8Array(0), 'song.wav')).toContain('song.wav is empty (0 bytes)')
  })
})

describe('bytes of any kind', () => {
  it('are audio with finite samples, or an error in one line', async () => {
    const damage = fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...all), damage, async ({ name, bytes }, changes) => {
        const damaged = bytesOf(bytes)
        for (const [at, byte] of changes) if (at < damaged.length) damaged[at] = byte
        const result = await decodeAudio(damaged, name)()
        const finite = ({ channels }: Audio): boolean =>
          channels.every((channel) => [...channel].every(Number.isFinite))
        const verdict = E.match(describeAudioError, (audio: Audio) => `finite: ${finite(audio)}`)(result)
        expect(verdict).toMatch(/^[^\n]+: [^\n]+$/)
        expect(verdict).not.toBe('finite: false')
      }),
      { numRuns: 300 },
    )
  })
})

describe('an error', () => {
  it('says in one line what is wrong and what would be right', () => {
    const inFile = { label: 'x.wav', format: 'WAV', detail: 'its detail' }
    const errors: readonly AudioError[] = [
      { _tag: 'NotFound', path: 'x' },
      { _tag: 'Unreadable', path: 'x', reason: 'y' },
      { _tag: 'Empty', label: 'x' },
      { _tag: 'NotAudio', label: 'x' },
      { _tag: 'NoSamples', ...inFile },
      { _tag: 'Unsupported', ...inFile },
      { _tag: 'Truncated', ...inFile },
      { _tag: 'Corrupt', ...inFile },
      { _tag: 'TooLong', label: 'x', detail: 'y' },
      { _tag: 'BadAudio', wrong: 'x', right: 'y' },
      { _tag: 'BadOption', option: 'x', given: 'y', right: 'z' },
      { _tag: 'EncodingFailed', format: 'FLAC', reason: 'y' },
    ]
    for (const error of errors) expect(describeAudioError(error)).toMatch(/^[^\n]{5,}: [^\n]{5,}$/)
  })
})
