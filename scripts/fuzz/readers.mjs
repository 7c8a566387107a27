// Every reader of bytes from outside: the good files that it is tried on, and what its answer must be like.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { workerData } from 'node:worker_threads'
import { decodeSound, describeAudioError, encodeAudio, openSound, readComment } from '@sigmastream/audio'
import { decodeRecipe, describeRenderError, recipeIn } from '@sigmastream/pipeline'
import { decodeSafetensors, describeFileError, encodeSafetensors, readTensors } from '@sigmastream/tensor-files'
import { pageCrc } from '../../packages/audio/dist/ogg/crc.js'
import { oggStreams } from '../../packages/audio/dist/ogg/streams.js'
import { oggOf } from '../../packages/audio/dist/ogg/write.js'
import { describeCliError } from '../../packages/cli/dist/errors.js'
import { readPrompts } from '../../packages/cli/dist/stable-audio/prompts-file.js'
import { root } from '../modules/workspace.mjs'
import { membersOf, zipOf } from './zip.mjs'

const right = (result) => {
  if (result._tag === 'Left') throw new Error(JSON.stringify(result.left))
  return result.right
}
const from = (path) => Uint8Array.from(readFileSync(join(root, path)))
const joined = (...parts) => Uint8Array.from(Buffer.concat(parts))
const latin = (text) => Uint8Array.from(Buffer.from(text, 'latin1'))

const recorded = ['lossless', 'lossy'].flatMap((name) =>
  JSON.parse(readFileSync(join(root, `packages/audio/test/fixtures/${name}.json`), 'utf8')).map(
    ({ name: kind, bytes }) => [kind, Uint8Array.from(Buffer.from(bytes, 'base64'))],
  ),
)
const recordings = (test) => recorded.filter(([kind]) => test(kind)).map(([, bytes]) => bytes)

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
const text = JSON.stringify(recipe)
const withComment = right(await encodeAudio('x.wav', sine(1, 300), { comment: text })())
const flac = right(await encodeAudio('x.flac', sine(2, 700), { comment: text })())
const flacInOgg = (() => {
  const commentEnd = 42 + 4 + (new DataView(flac.buffer).getUint32(42) % 2 ** 24)
  const head = joined(latin('\u007fFLAC\u0001\u0000\u0000\u0001fLaC'), flac.subarray(4, 42))
  return oggOf([head, flac.subarray(42, commentEnd), flac.subarray(commentEnd)])
})()
const id3 = latin('ID3\u0004\u0000\u0000\u0000\u0000\u0000\u0005abcde')
const [mp3] = recordings((kind) => kind === 'MP3')
const [vorbis] = recordings((kind) => kind === 'Ogg Vorbis')
const [opus] = recordings((kind) => kind === 'Ogg Opus')
const mp3InWav = (() => {
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

/** Right checksums of the pages that are there, so that a change is seen by what is behind them. */
const withChecksums = (bytes) => {
  const out = Uint8Array.from(bytes)
  for (let at = 0; at + 27 < out.length; at++) {
    if (out[at] !== 0x4f || out[at + 1] !== 0x67 || out[at + 2] !== 0x67 || out[at + 3] !== 0x53) continue
    const start = at + 27 + out[at + 26]
    const end = start + out.subarray(at + 27, start).reduce((sum, length) => sum + length, 0)
    if (end > out.length) continue
    new DataView(out.buffer).setUint32(at + 22, pageCrc(out.subarray(at, end)), true)
  }
  return out
}

/** A folder of the run's own, which the thread is told. */
export const folder = workerData?.folder ?? mkdtempSync(join(tmpdir(), 'sigmastream-fuzz-'))
/** Where a reader of files finds its input. */
const stored = (name, bytes) => {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

const checkSound = ({ audio: { sampleRate, channels } }) => {
  if (!(sampleRate > 0 && Number.isFinite(sampleRate))) return `a rate of ${sampleRate}`
  const length = channels[0]?.length ?? 0
  if (length === 0 || channels.some((samples) => samples.length !== length))
    return 'channels of no or of unequal length'
  return channels.some((samples) => samples.some((sample) => !Number.isFinite(sample)))
    ? 'sound that is not finite'
    : null
}
const checkTensors = (tensors) => {
  for (const [name, { shape, data }] of tensors)
    if (shape.reduce((product, size) => product * size, 1) !== data.length)
      return `${name}: ${data.length} values of shape ${shape}`
  return null
}
const anything = () => null

const sound = (label, files, repair = (bytes) => bytes) => ({
  files,
  repair,
  read: (bytes) => decodeSound(bytes, label)(),
  check: checkSound,
  describe: describeAudioError,
})
/** The same bytes as a file that is opened and read a stretch at a time. */
const opened = (name, files) => ({
  files,
  read: async (bytes) => {
    const file = await openSound(stored(name, bytes))()
    if (file._tag === 'Left') return file
    const { frames, read, close, sampleRate, info } = file.right
    const audio = await read(Math.max(0, frames - 100), frames)()
    await close()
    if (audio._tag === 'Left') return audio
    return { _tag: 'Right', right: { audio: { sampleRate, channels: audio.right.channels ?? audio.right }, info } }
  },
  check: checkSound,
  describe: describeAudioError,
})
const tensors = (extension, files) => ({
  files,
  read: (bytes) => readTensors(stored(`x.${extension}`, bytes))(),
  check: checkTensors,
  describe: describeFileError,
})
const fixtures = (...names) => names.map((name) => from(`packages/tensor-files/test/fixtures/${name}`))

/** A reader that is given `files`, changed, inside of what is right around them. */
const inside = (reader, files, wrap) => ({
  ...reader,
  files,
  repair: undefined,
  read: (bytes) => reader.read(wrap(bytes)),
})

const packetsOf = (bytes) => right(oggStreams({ label: 'x', bytes })).streams[0].packets
/** A stream of Ogg with one of its packets replaced. */
const withPacket = (bytes, at) => (packet) => oggOf(packetsOf(bytes).with(at, packet))
const [anyOgg, pt] = [sound('x.ogg', []), tensors('pt', [])]
const torch = fixtures('state-dict.pt', 'types.pt', 'views.pt').map(membersOf)
const isPickle = ([name]) => name.endsWith('data.pkl')
const storedMembers = membersOf(fixtures('stored.npz')[0])

/** By name: the good files, how one is read, what is wrong with an answer (`null` for nothing), and an error in words. */
export const readers = {
  wav: sound('x.wav', [
    ...recordings((kind) => /^(WAV|RF64|WAVEX)/.test(kind)),
    withComment,
    mp3InWav,
    joined(id3, withComment),
  ]),
  'wav in stretches': opened('x.wav', [...recordings((kind) => /^(WAV|RF64|WAVEX)/.test(kind)), withComment]),
  flac: sound('x.flac', [...recordings((kind) => kind.startsWith('FLAC')), flac, joined(id3, flac)]),
  'flac in stretches': opened('x.flac', [...recordings((kind) => kind.startsWith('FLAC')), flac]),
  mp3: sound('x.mp3', [mp3, from('packages/audio/test/fixtures/crc.mp3'), joined(id3, mp3, mp3)]),
  vorbis: sound('x.ogg', [vorbis, joined(vorbis, vorbis)], withChecksums),
  opus: sound('x.ogg', [opus, joined(opus, opus)], withChecksums),
  'setup of vorbis': inside(anyOgg, [packetsOf(vorbis)[2]], withPacket(vorbis, 2)),
  'packet of vorbis': inside(anyOgg, packetsOf(vorbis).slice(3), withPacket(vorbis, 4)),
  'packet of opus': inside(anyOgg, packetsOf(opus).slice(2), withPacket(opus, 3)),
  'flac in ogg': sound('x.ogg', [flacInOgg], withChecksums),
  'sound of any name': sound('x', [withComment, flac, mp3, vorbis, opus], withChecksums),
  npy: tensors(
    'npy',
    fixtures(
      'bool.npy',
      'empty.npy',
      'fortran-big-endian.npy',
      'half.npy',
      'scalar.npy',
      'version-2.npy',
      'version-3.npy',
    ),
  ),
  npz: tensors('npz', fixtures('deflated.npz', 'stored.npz')),
  pt: tensors('pt', fixtures('legacy.pt', 'short.pt', 'state-dict.pt', 'tensor.pt', 'types.pt', 'views.pt')),
  'npy in npz': inside(
    tensors('npz', []),
    storedMembers.map(([, bytes]) => bytes),
    (bytes) => zipOf([[storedMembers[0][0], bytes]]),
  ),
  'pickle in pt': inside(
    pt,
    torch.map((members) => members.find(isPickle)[1]),
    (bytes) => zipOf(torch[0].map((member) => (isPickle(member) ? [member[0], bytes] : member))),
  ),
  safetensors: { ...tensors('safetensors', fixtures('types.safetensors')), text: true },
  'safetensors in memory': {
    files: [
      ...fixtures('types.safetensors'),
      right(encodeSafetensors(new Map([['x', { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) }]]))),
    ],
    text: true,
    read: (bytes) => decodeSafetensors(bytes, 'x.safetensors'),
    check: anything,
    describe: describeFileError,
  },
  'recipe in JSON': {
    files: [latin(text)],
    text: true,
    read: (bytes) => recipeIn(stored('x.json', bytes))(),
    check: anything,
    describe: (error) => describeRenderError(error),
  },
  'recipe in a comment': {
    files: [withComment, flac],
    text: true,
    read: (bytes) => recipeIn(stored('x.wav', bytes))(),
    check: anything,
    describe: (error) => describeRenderError(error),
  },
  comment: {
    files: [withComment, flac],
    read: (bytes) => ({ _tag: 'Right', right: readComment(bytes) }),
    check: (found) => (found === undefined || typeof found === 'string' ? null : typeof found),
    describe: anything,
  },
  'recipe of a request': {
    files: [latin(text)],
    text: true,
    read: (bytes) => {
      try {
        return decodeRecipe(JSON.parse(Buffer.from(bytes).toString('utf8')))
      } catch (cause) {
        // whoever asks has parsed it
        if (cause instanceof SyntaxError) return { _tag: 'Right', right: null }
        throw cause
      }
    },
    check: anything,
    describe: ({ field, right: wanted }) => `${field}: ${wanted}`,
  },
  prompts: {
    files: [latin('{"prompt": "water", "seconds": 3}\n\n{"prompt": "wind", "seed": 7, "output": "wind.wav"}\n')],
    text: true,
    read: (bytes) => readPrompts(stored('x.jsonl', bytes))(),
    check: anything,
    describe: describeCliError,
  },
}
