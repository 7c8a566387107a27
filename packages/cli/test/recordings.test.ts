import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Audio,
  decodeSound,
  encodeAudio,
  readAudio,
  type SoundFileOptions,
  type SoundInfo,
} from '@sigmastream/audio'
import { describe, expect, it } from 'vitest'
import { orThrow, scratch, tone, type, wav } from './support.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
const gap = ['--from', '0.08', '--to', '0.12', '--steps', '2', '--seed', '1']

/** A tone of a fifth of a second whose samples need every one of `bits` bits. */
const fine = (bits: number, channels = 1): Audio => ({
  sampleRate: 8000,
  channels: tone(0.2, { channels }).channels.map((samples) =>
    Float32Array.from(samples, (sample) => (Math.round(sample * 2 ** (bits - 1)) + 0) / 2 ** (bits - 1)),
  ),
})

const put = async (name: string, audio: Audio, options: SoundFileOptions = {}): Promise<string> => {
  writeFileSync(at(name), orThrow(await encodeAudio(name, audio, options)()))
  return at(name)
}

const soundOf = async (path: string) => orThrow(await decodeSound(readFileSync(path), path)())

/** Inpaints, and gives what was written and what was said. */
const inpainted = async (input: string, output: string, ...more: readonly string[]) => {
  const { exit, stderr, stdout } = await type(['inpaint', input, ...gap, '-o', at(output), '--force', ...more])
  if (exit !== 0) throw new Error(stderr)
  return { ...(await soundOf(at(output))), stderr, stdout }
}

/** Every sample outside of the gap, which is from sample 640 to 960. */
const outside = ({ channels }: Audio) => channels.map((samples) => [...samples.slice(0, 640), ...samples.slice(960)])

/** What `fmt` says of a WAV file: its tag, the bits of a sample and, of the extensible form, the channel mask. */
const formOf = (path: string) => {
  const bytes = readFileSync(path)
  const tag = bytes.readUInt16LE(20)
  return { tag, bits: bytes.readUInt16LE(34), mask: tag === 0xfffe ? bytes.readUInt32LE(40) : null }
}

describe('a recording comes back in its own sample format, every sample outside the gap as it was', () => {
  it('of 24 bits in 24, as WAV and as FLAC, and no line is said of it', async () => {
    const audio = fine(24)
    for (const name of ['in24.wav', 'in24.flac']) {
      const path = await put(name, audio, { encoding: 'pcm24' })
      for (const output of ['out24.wav', 'out24.flac']) {
        const out = await inpainted(path, output)
        expect(out.info.encoding).toBe('pcm24')
        expect(outside(out.audio)).toEqual(outside(audio))
        expect(out.stderr).not.toContain('note:')
      }
    }
  })

  it('of floats in floats, and in the 24 bits of FLAC with a note', async () => {
    const audio = {
      ...fine(24),
      channels: fine(24).channels.map((samples) => Float32Array.from(samples, (x) => x / 3)),
    }
    const path = await put('floats.wav', audio, { encoding: 'float32' })
    const out = await inpainted(path, 'floats-out.wav')
    expect(formOf(at('floats-out.wav'))).toMatchObject({ tag: 3, bits: 32 })
    expect(outside(out.audio)).toEqual(outside(audio))
    const flac = await inpainted(path, 'floats-out.flac')
    expect(flac.info.encoding).toBe('pcm24')
    expect(flac.stderr).toContain(
      `note: ${at('floats-out.flac')} holds 24 bits, and the recording has floats of 32 bits: its samples are rounded\n`,
    )
  })

  it('of 8 bits in 16, which hold them', async () => {
    const audio = fine(8)
    const bytes = wav(audio)
    const data = audio.channels[0]?.slice() ?? new Float32Array(0)
    const eight = Buffer.concat([bytes.subarray(0, 44), Buffer.from(data.map((x) => x * 128 + 128))])
    for (const [value, offset, size] of [
      [1, 32, 2],
      [8, 34, 2],
      [8000, 28, 4],
      [1600, 40, 4],
      [1636, 4, 4],
    ] as const)
      eight.writeUIntLE(value, offset, size)
    writeFileSync(at('in8.wav'), eight)
    const out = await inpainted(at('in8.wav'), 'out8.wav')
    expect(formOf(at('out8.wav'))).toMatchObject({ tag: 1, bits: 16 })
    expect(outside(out.audio)).toEqual(outside(audio))
  })

  it('in another that is asked for, with a note where that holds less, in what a program reads too', async () => {
    const path = await put('asked.wav', fine(24), { encoding: 'pcm24' })
    const note = `${at('asked-out.wav')} holds 16 bits, and the recording has 24 bits: its samples are rounded`
    const less = await inpainted(path, 'asked-out.wav', '--encoding', 'pcm16', '--json')
    expect(less.info.encoding).toBe('pcm16')
    expect(less.stderr).toContain(`note: ${note}\n`)
    expect(JSON.parse(less.stdout).remarks).toContain(note)
    const more = await inpainted(path, 'asked-out.wav', '--encoding', 'float32')
    expect([more.info.encoding, more.stderr.includes('note:')]).toEqual(['float32', false])
    expect(outside(more.audio)).toEqual(outside(fine(24)))
  })

  it('and its recipe says which, so that rerun makes the same file', async () => {
    const path = await put('again.wav', fine(24), { encoding: 'pcm24' })
    await inpainted(path, 'again-1.flac')
    expect((await type(['rerun', at('again-1.flac'), '--input', path, '-o', at('again-2.flac')])).exit).toBe(0)
    expect(readFileSync(at('again-2.flac')).equals(readFileSync(at('again-1.flac')))).toBe(true)
  })
})

describe('what was mended of a recording', () => {
  it('is said before the run', async () => {
    writeFileSync(at('cut.wav'), wav(fine(16)).subarray(0, -101))
    const { stderr, audio } = await inpainted(at('cut.wav'), 'cut-out.wav')
    expect(stderr).toContain(
      `note: ${at('cut.wav')}: its header promises 3200 bytes of samples and 3099 are there\n` +
        `note: ${at('cut.wav')}: its last frame has 1 of 2 bytes and is left out\n`,
    )
    expect(audio.channels[0]).toHaveLength(1549)
  })
})

describe('the speakers of a recording', () => {
  it('are those of the result, through FLAC and back', async () => {
    for (const [speakers, channels] of [
      [0x3f, 6],
      [0x600, 2],
      [0x0, 4],
    ] as const) {
      const path = await put('speakers.wav', fine(16, channels), { speakers })
      await inpainted(path, 'speakers.flac')
      const { info } = await inpainted(at('speakers.flac'), 'speakers-out.wav')
      expect(info.speakers).toBe(speakers)
    }
    expect(formOf(at('speakers-out.wav'))).toEqual({ tag: 0xfffe, bits: 16, mask: 0 })
  })
})

describe('what stands in a recording beside the sound', () => {
  const head = [0, 0, 0, 3, 0, 0, 0, 9, ...Buffer.from('image/png')]
  const cover = Uint8Array.from([...head, ...Buffer.alloc(20), 0, 0, 0, 4, 137, 80, 78, 71])
  const marks = { id: 'cue ', content: Uint8Array.of(1, 0, 0, 0, 7, 7, 7), behind: true }
  const origin = { id: 'bext', content: Uint8Array.of(66, 69), behind: false }
  const own: SoundFileOptions = {
    tags: [
      ['TITLE', 'Rain'],
      ['COMMENT', 'mine'],
      ['MOOD', 'wet'],
    ],
    pictures: [cover],
    chunks: [origin, marks],
  }
  const named = ({ tags }: SoundInfo, name: string) => tags.filter(([other]) => other === name).map(([, text]) => text)

  it('is there again, and the recipe beside it, from WAV and FLAC to WAV and FLAC', async () => {
    for (const name of ['own.wav', 'own.flac']) {
      const path = await put(name, fine(16), own)
      for (const output of ['own-out.wav', 'own-out.flac']) {
        const { info } = await inpainted(path, output)
        expect(info.tags.slice(0, 2)).toEqual(own.tags?.slice(0, 2))
        expect(named(info, 'MOOD')).toEqual(['wet'])
        expect(info.pictures).toEqual([cover])
        expect(named(info, 'SIGMASTREAM')).toHaveLength(1)
        expect(named(info, 'ENCODED_BY')).toEqual(named(info, 'SIGMASTREAM'))
      }
    }
  })

  it('has its comment where ffmpeg puts it in FLAC, and the recipe then elsewhere', async () => {
    const path = await put('described.flac', fine(16), { tags: [['DESCRIPTION', 'mine']] })
    const flac = await inpainted(path, 'described-out.flac')
    expect(flac.info.tags.map(([name]) => name)).toEqual(['DESCRIPTION', 'SIGMASTREAM', 'ENCODED_BY'])
    const { info } = await inpainted(path, 'described-out.wav')
    expect(info.tags.map(([name]) => name)).toEqual(['COMMENT', 'SIGMASTREAM', 'ENCODED_BY'])
  })

  it('is left out where it is longer than any text, so that the result can be written', async () => {
    const path = await put('wordy.wav', fine(16), {
      tags: [
        ['LYRICS', 'la'.repeat(2 ** 21 + 1)],
        ['TITLE', 'Rain'],
      ],
    })
    const { info } = await inpainted(path, 'wordy-out.flac')
    expect(info.tags.map(([name]) => name)).toEqual(['TITLE', 'SIGMASTREAM', 'COMMENT'])
  })

  it('is there as it was from WAV to WAV, where no sample has moved', async () => {
    const { info } = await inpainted(await put('chunks.wav', fine(16), own), 'chunks-out.wav')
    expect(info.chunks?.filter(({ id }) => id !== 'id3 ')).toEqual([origin, marks])
  })

  it('has one recipe, the newest, where the recording was itself made here', async () => {
    const first = await inpainted(await put('first.wav', fine(16)), 'first-out.wav')
    const second = await inpainted(at('first-out.wav'), 'second-out.wav', '--encoding', 'pcm24')
    expect(named(first.info, 'COMMENT').map((text) => JSON.parse(text).encoding)).toEqual(['pcm16'])
    expect(second.info.tags.map(([name, text]) => [name, JSON.parse(text).encoding])).toEqual([
      ['SIGMASTREAM', 'pcm24'],
      ['COMMENT', 'pcm24'],
    ])
  })
})

describe('a recipe', () => {
  it('is found where other programs put it', async () => {
    const path = await put('source.wav', fine(16))
    await inpainted(path, 'made.wav')
    const recipe = (await soundOf(at('made.wav'))).info.tags.find(([name]) => name === 'COMMENT')?.[1] ?? ''
    const sound = orThrow(await readAudio(at('made.wav'))())
    for (const [name, tags] of [
      // ffmpeg from WAV to FLAC and from FLAC to FLAC
      [
        'ffmpeg.flac',
        [
          ['DESCRIPTION', recipe],
          ['ENCODER', 'Lavf'],
        ],
      ],
      // ffmpeg from FLAC to WAV, of a recording that had a comment of its own
      [
        'ffmpeg.wav',
        [
          ['COMMENT', 'mine'],
          ['ENCODED_BY', recipe],
        ],
      ],
      // SoX from FLAC to WAV: all tags are one comment
      ['sox.wav', [['COMMENT', `TITLE=Rain\nSIGMASTREAM=${recipe}\nCOMMENT=${recipe}`]]],
      // a tagger that knows the names of ID3
      [
        'tagger.wav',
        [
          ['TXXX', 'x'],
          ['sigmastream', `${recipe} `],
        ],
      ],
    ] as const) {
      await put(name, sound, { tags })
      const { exit, stderr } = await type(['rerun', at(name), '--input', path, '-o', at('found.wav'), '--force'])
      expect([name, exit, stderr.includes('no recipe')]).toEqual([name, 0, false])
      expect(readFileSync(at('found.wav')).equals(readFileSync(at('made.wav')))).toBe(true)
    }
  })
})

describe('a name that cannot hold the sound', () => {
  it('is refused before the run: more channels than FLAC has', async () => {
    const path = await put('nine.wav', fine(16, 9))
    const { exit, stderr } = await type(['inpaint', path, ...gap, '-o', at('nine.flac')])
    expect([exit, stderr]).toEqual([
      2,
      `sigmastream: --output is "${at('nine.flac')}", and FLAC cannot hold 9 channels at 8000 Hz: give .wav\n`,
    ])
  })
})
