// Every reader of bytes from outside: each with the good files that it is tried on.
import { readComment } from '@sigmastream/audio'
import { decodeRecipe, describeRenderError, recipeIn } from '@sigmastream/pipeline'
import { decodeSafetensors, describeFileError, encodeSafetensors } from '@sigmastream/tensor-files'
import { describeCliError } from '../../packages/cli/dist/errors.js'
import { withSigmas } from '../../packages/cli/dist/options/sigmas-file.js'
import { readPrompts } from '../../packages/cli/dist/stable-audio/prompts-file.js'
import { joined, latin, right } from './bytes.mjs'
import {
  fixtures,
  flac,
  flacInOgg,
  from,
  id3,
  mp3,
  mp3InWav,
  opus,
  recipeText,
  recordings,
  vorbis,
  withComment,
} from './good-files.mjs'
import { hubListing } from './hub.mjs'
import { packetsOf, withChecksums, withPacket } from './ogg.mjs'
import { anything, ckpt, inside, opened, sound, stored, tensors } from './reader.mjs'
import { membersOf, zipOf } from './zip.mjs'

const wavs = recordings((kind) => /^(WAV|RF64|WAVEX)/.test(kind))
const flacs = recordings((kind) => kind.startsWith('FLAC'))
const [anyOgg, pt] = [sound('x.ogg', []), tensors('pt', [])]
const torch = fixtures('state-dict.pt', 'types.pt', 'views.pt').map(membersOf)
const isPickle = ([name]) => name.endsWith('data.pkl')
const storedMembers = membersOf(fixtures('stored.npz')[0])

/** By name: the good files, how one is read, what is wrong with an answer (`null` for nothing), and an error in words. */
export const readers = {
  wav: sound('x.wav', [...wavs, withComment, mp3InWav, joined(id3, withComment)]),
  'wav in stretches': opened('x.wav', [...wavs, withComment]),
  flac: sound('x.flac', [...flacs, flac, joined(id3, flac)]),
  'flac in stretches': opened('x.flac', [...flacs, flac]),
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
  'header of ckpt': ckpt(fixtures('no-checksums.pt', 'state-dict.pt', 'tensor.pt', 'types.pt')),
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
    files: [latin(recipeText)],
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
    files: [latin(recipeText)],
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
  'listing of a hub': hubListing,
  prompts: {
    files: [latin('{"prompt": "water", "seconds": 3}\n\n{"prompt": "wind", "seed": 7, "output": "wind.wav"}\n')],
    text: true,
    read: (bytes) => readPrompts(stored('x.jsonl', bytes))(),
    check: anything,
    describe: describeCliError,
  },
  sigmas: {
    files: [
      latin('500, 100, 20, 3, 0.3, 0\n'),
      latin('500\n100\n20\n3\n0\n'),
      latin('{"schedule": "karras", "sigmas": [500, 100, 20, 3, 0]}'),
    ],
    text: true,
    read: (bytes) => withSigmas({ sigmas: stored('x.txt', bytes) })(),
    check: ({ sigmas }) => (sigmas.every((sigma) => typeof sigma === 'number') ? null : 'something that is no number'),
    describe: describeCliError,
  },
}
