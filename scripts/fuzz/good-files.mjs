// The good files that readers are tried on: those of the tests, and some that are made here.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeAudio } from '@sigmastream/audio'
import { oggOf } from '../../packages/audio/dist/ogg/write.js'
import { root } from '../modules/workspace.mjs'
import { joined, latin, right } from './bytes.mjs'

/** The bytes of a file of the repository. */
export const from = (path) => Uint8Array.from(readFileSync(join(root, path)))

const recorded = ['lossless', 'lossy'].flatMap((name) =>
  JSON.parse(readFileSync(join(root, `packages/audio/test/fixtures/${name}.json`), 'utf8')).map(
    ({ name: kind, bytes }) => [kind, Uint8Array.from(Buffer.from(bytes, 'base64'))],
  ),
)
/** The recordings of the tests whose kind, such as 'WAV' or 'Ogg Opus', passes. */
export const recordings = (test) => recorded.filter(([kind]) => test(kind)).map(([, bytes]) => bytes)

/** Sound, a sine of another pitch in each channel. */
const sine = (channels, frames) => ({
  sampleRate: 8000,
  channels: Array.from({ length: channels }, (_, c) =>
    Float32Array.from({ length: frames }, (__, i) => Math.sin(i / (5 + c)) / 2),
  ),
})

const recipe = {
  sigmastream: '0.2.0',
  bits: 2,
  command: 'inpaint',
  input: 'in.wav',
  inputHash: '443886a2b297cfca780f51706035c91a7e4cef4bb8d75a67f16be1ecd6f816a8',
  exemplars: [],
  exemplarHashes: [],
  model: 'exemplar',
  windowLength: null,
  regions: [{ from: 0.4, to: 0.5 }],
  feather: 0,
  paintStart: null,
  paintEnd: null,
  noise: 'keyed',
  seed: 1,
  sampler: 'euler',
  schedule: 'polyexponential',
  steps: 2,
  sigmaMin: 4.133676049449741,
  sigmaMax: 82.67352098899481,
  encoding: 'pcm16',
  chain: 'denoise > score > eulerStep > noiseReference > maskProject',
  shape: [1, 256, 90],
  frameRate: 86.1328125,
  node: 'v20.20.2',
}

/** A recipe as it is stored. */
export const recipeText = JSON.stringify(recipe)

/** A WAV and a FLAC file with that recipe in them. */
export const withComment = right(await encodeAudio('x.wav', sine(1, 300), { comment: recipeText })())
export const flac = right(await encodeAudio('x.flac', sine(2, 700), { comment: recipeText })())

export const flacInOgg = (() => {
  const commentEnd = 42 + 4 + (new DataView(flac.buffer).getUint32(42) % 2 ** 24)
  const head = joined(latin('\u007fFLAC\u0001\u0000\u0000\u0001fLaC'), flac.subarray(4, 42))
  return oggOf([head, flac.subarray(42, commentEnd), flac.subarray(commentEnd)])
})()

/** An ID3 tag, which other programs put in front of anything. */
export const id3 = latin('ID3\u0004\u0000\u0000\u0000\u0000\u0000\u0005abcde')

export const [mp3] = recordings((kind) => kind === 'MP3')
export const [vorbis] = recordings((kind) => kind === 'Ogg Vorbis')
export const [opus] = recordings((kind) => kind === 'Ogg Opus')

/** A WAV file whose samples are MP3. */
export const mp3InWav = (() => {
  const fmt = Buffer.alloc(38)
  fmt.write('fmt ', 0, 'latin1')
  fmt.writeUInt32LE(30, 4)
  fmt.writeUInt16LE(0x55, 8)
  fmt.writeUInt16LE(1, 10)
  fmt.writeUInt32LE(8000, 12)
  fmt.writeUInt16LE(1, 20)
  const size = Buffer.alloc(4)
  size.writeUInt32LE(mp3.length)
  return joined(latin('RIFF\u00ff\u00ff\u0000\u0000WAVE'), fmt, latin('data'), size, mp3)
})()

/** Files of tensors from the tests of their readers. */
export const fixtures = (...names) => names.map((name) => from(`packages/tensor-files/test/fixtures/${name}`))
