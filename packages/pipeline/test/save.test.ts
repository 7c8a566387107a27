import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeAudioError, encodeAudio, readSound, type SampleEncoding } from '@sigmastream/audio'
import { either as E } from 'fp-ts'
import { beforeAll, describe, expect, it } from 'vitest'
import { fillGap, orThrow, type Result, recipeIn, saveResult, soundClip } from '../src/index.js'
import { errorOf, gap, scratch, tone, toneClip } from './support.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
const shortGap = [{ from: 0.2, to: 0.24 }]
const few = { steps: 2, seed: 7 } as const

/** As a program without types gives it. */
const untyped = (json: string): { readonly encoding?: SampleEncoding } => JSON.parse(json)

/** Bits of a sample in a WAV file, by its header. */
const bitsOf = (path: string): number => readFileSync(path).readUInt16LE(34)

describe('saveResult', () => {
  let result: Result
  let fine: Result
  beforeAll(async () => {
    result = await fillGap(toneClip, gap, few)
    fine = await fillGap(toneClip, gap, { ...few, encoding: 'pcm24' })
  })

  it.each(['x.mp3', 'x.ogg', 'x.pt', 'x'])(
    'does not write %s, whose ending says no format that is written',
    async (name) => {
      await expect(saveResult(result, at(name))).rejects.toThrow(
        `path is "${at(name)}": give a name that ends in .wav or .flac for sound, .npy, .npz or .safetensors for latents`,
      )
      expect(existsSync(at(name))).toBe(false)
    },
  )

  it('does not write to a name that is empty', async () => {
    await expect(saveResult(result, '')).rejects.toThrow('path is "": give the name of a file')
    await expect(saveResult(result, ' ')).rejects.toThrow('path is " ": give the name of a file')
  })

  it('replaces what is there, unless it is told not to', async () => {
    await saveResult(fine, at('kept.wav'), { replace: false })
    await expect(saveResult(result, at('kept.wav'), { replace: false })).rejects.toThrow(
      `${at('kept.wav')} is there: give another name, or replace it`,
    )
    expect(bitsOf(at('kept.wav'))).toBe(24)
    await saveResult(result, at('kept.wav'))
    expect(bitsOf(at('kept.wav'))).toBe(16)
  })

  it('does not put floats into FLAC, whoever asks for them', async () => {
    const refused = 'encoding is "float32", which FLAC cannot hold: give pcm16 or pcm24, or a name that ends in .wav'
    await expect(saveResult(result, at('f.flac'), { encoding: 'float32' })).rejects.toThrow(refused)
    const floats = await fillGap(toneClip, gap, { ...few, encoding: 'float32' })
    await expect(saveResult(floats, at('f.flac'))).rejects.toThrow(refused)
    expect(existsSync(at('f.flac'))).toBe(false)
  })

  it('stores sound as the recipe of the result says, and says so in the file', async () => {
    await saveResult(fine, at('fine.wav'))
    expect(bitsOf(at('fine.wav'))).toBe(24)
    expect(orThrow(await recipeIn(at('fine.wav'))()).recipe.encoding).toBe('pcm24')
  })

  it('stores sound as it is asked to, and in 16 bits where nobody asks', async () => {
    await saveResult(fine, at('asked.wav'), { encoding: 'pcm16' })
    await saveResult(result, at('usual.wav'))
    expect([bitsOf(at('asked.wav')), bitsOf(at('usual.wav'))]).toEqual([16, 16])
    expect(orThrow(await recipeIn(at('asked.wav'))()).recipe.encoding).toBe('pcm16')
  })

  it('stores sound as the file of its recording does where nobody asks, with its tags and speakers', async () => {
    const options = { encoding: 'pcm24', tags: [['TITLE', 'Rain']], speakers: 0x1 } as const
    const bytes = await encodeAudio('in24.wav', tone(0.5), options)()
    if (E.isLeft(bytes)) throw new Error(describeAudioError(bytes.left))
    writeFileSync(at('in24.wav'), bytes.right)
    const own = await fillGap(at('in24.wav'), shortGap, few)
    for (const name of ['own.wav', 'own.flac']) {
      await saveResult(own, at(name))
      const read = await readSound(at(name))()
      if (E.isLeft(read)) throw new Error(describeAudioError(read.left))
      const { info } = read.right
      expect([info.encoding, info.speakers, info.tags[0]]).toEqual(['pcm24', 0x1, ['TITLE', 'Rain']])
      expect(orThrow(await recipeIn(at(name))()).recipe.encoding).toBe('pcm24')
    }
  })

  it('does not put more channels into FLAC than it holds', async () => {
    const [channel = new Float32Array(0)] = tone(0.5).channels
    const nine = { sampleRate: 8000, channels: Array.from({ length: 9 }, () => channel) }
    const made = await fillGap(soundClip(nine), shortGap, few)
    await expect(saveResult(made, at('nine.flac'))).rejects.toThrow(
      `path is "${at('nine.flac')}", and FLAC cannot hold 9 channels at 8000 Hz: give .wav`,
    )
    expect(existsSync(at('nine.flac'))).toBe(false)
  })

  it('refuses an encoding that there is not', async () => {
    expect(await errorOf(saveResult(result, at('e.wav'), untyped('{"encoding":"pcm12"}')))).toMatchObject({
      _tag: 'BadRecipe',
      field: 'encoding',
    })
    await expect(saveResult(result, at('e.wav'), untyped('{"encoding":"pcm12"}'))).rejects.toThrow(
      'encoding is "pcm12": give pcm16, or another of pcm24, float32',
    )
  })

  it('refuses an encoding of sound for latents, and writes them whatever the recipe says of sound', async () => {
    await expect(saveResult(result, at('x.npy'), { encoding: 'pcm24' })).rejects.toThrow('encoding is for sound')
    await saveResult(fine, at('fine.npy'))
    expect(existsSync(at('fine.npy'))).toBe(true)
  })
})
