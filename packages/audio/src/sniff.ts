import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { mp3Frames } from './mp3/frames.js'
import { mp3Frame, mpegLayer } from './mp3/header.js'
import { frontTagBytes, tagBytes } from './mp3/tags.js'
import { ascii } from './source.js'
import { wavForms } from './wav/chunks.js'

/** The formats that are read. */
export type ReadFormat = 'WAV' | 'FLAC' | 'Ogg' | 'MP3'

/** Formats that are named and not read: where a mark stands, what it is, and the format's name. */
const others: readonly (readonly [at: number, mark: string, name: string])[] = [
  [0, 'RIFX', 'big-endian WAV (RIFX)'],
  [8, 'AVI ', 'AVI'],
  [0, 'FORM', 'AIFF'],
  [0, 'caff', 'CAF'],
  [0, '.snd', 'AU'],
  [0, 'riff', 'Wave64'],
  [4, 'ftyp', 'MP4 (AAC or ALAC)'],
  [0, '\u0030\u0026\u00b2\u0075', 'Windows Media (ASF)'],
  [0, '\u001a\u0045\u00df\u00a3', 'Matroska or WebM'],
  [0, 'wvpk', 'WavPack'],
  [0, 'MAC ', "Monkey's Audio"],
  [0, 'TTA1', 'TTA'],
  [0, 'DSD ', 'DSF'],
  [0, 'FRM8', 'DSDIFF'],
  [0, 'MThd', 'MIDI'],
  [0, '#!AMR', 'AMR'],
  [0, '\u000b\u0077', 'AC-3'],
  [0, 'ADIF', 'AAC'],
]

/** A frame header, and another one where the first frame ends, unless the bytes end there. */
const beginsAsMp3 = (bytes: Uint8Array): boolean => {
  const first = mp3Frame(bytes, 0)
  return (
    first !== undefined &&
    (first.bytes + 4 > bytes.length || mp3Frame(bytes, first.bytes) !== undefined || tagBytes(bytes, first.bytes) > 0)
  )
}

/** How far frames of MP3 are looked for behind what is none, and how many there must be. */
const junkBytes = 2 ** 16
const fewFrames = 3

const holdsMp3 = (bytes: Uint8Array): boolean =>
  pipe(
    mp3Frames({ label: '', bytes: bytes.subarray(0, junkBytes) }),
    E.exists(({ frames }) => frames.length >= fewFrames),
  )

/**
 * What the content says it is, whatever the file's name, behind the tags in front of it: `read` names one of the
 * formats that are read, `other` one that is known and not read; undefined where nothing is recognised.
 */
export const sniff = (all: Uint8Array): { readonly read: ReadFormat } | { readonly other: string } | undefined => {
  const front = frontTagBytes(all)
  const bytes = all.subarray(front)
  const magic = ascii(bytes, 0, 4)
  if (wavForms.includes(magic) && (ascii(bytes, 8, 4) === 'WAVE' || bytes.length < 12)) return { read: 'WAV' }
  if (magic === 'fLaC') return { read: 'FLAC' }
  if (magic === 'OggS') return { read: 'Ogg' }
  const other = others.find(([at, mark]) => ascii(bytes, at, mark.length) === mark)
  if (other !== undefined) return { other: other[2] }
  if (beginsAsMp3(bytes)) return { read: 'MP3' }
  const layer = mpegLayer(bytes, 0)
  const isAac = bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xf6) === 0xf0
  if (holdsMp3(bytes)) return { read: 'MP3' }
  if (layer === 1 || layer === 2) return { other: `MPEG layer ${layer}` }
  if (isAac) return { other: 'AAC' }
  // a tag with nothing that is known behind it: the reader of MP3 says what is wrong
  return front > 0 || layer === 3 ? { read: 'MP3' } : undefined
}
