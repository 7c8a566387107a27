import type { KeptChunk, SoundInfo, Tag } from '../decoded-sound.js'
import type { SeekableSource } from '../random-access.js'
import { ascii, concatBytes } from '../source.js'
import { id3Tag, readId3 } from '../tags/id3.js'
import { type Chunk, chunkOf } from './chunks.js'
import type { WavBeside } from './encoder.js'
import { infoChunk, isInfoName, readInfo } from './info-chunk.js'

/** Chunks that say how the samples stand, or that are not true of others. */
const notKept = ['fmt ', 'data', 'fact', 'ds64', 'JUNK', 'junk', 'PAD ', 'FLLR', 'PEAK', 'levl', 'MD5 ']

/** The most bytes of a file's chunks that are kept, all together. */
const mostBytes = 2 ** 26

/** What a WAV file says beside its samples: its tags and pictures, and chunks as they are. */
export const readBeside = (
  { bytes }: SeekableSource,
  chunks: readonly Chunk[],
): Pick<SoundInfo, 'tags' | 'pictures' | 'remarks'> & { readonly chunks: readonly KeptChunk[] } => {
  const [tags, pictures, kept, remarks]: [Tag[], Uint8Array[], KeptChunk[], string[]] = [[], [], [], []]
  const data = chunks.findIndex(({ id }) => id === 'data')
  let room = mostBytes
  for (const [place, { id, start, size }] of chunks.entries()) {
    if (notKept.includes(id)) continue
    room -= size
    if (room < 0) {
      remarks.push(`its ${id.trim()} chunk of ${size} bytes is too large and left out`)
      room += size
      continue
    }
    const content = bytes.read(start, size).slice()
    if (id === 'LIST' && ascii(content, 0, 4) === 'INFO') tags.push(...readInfo(content))
    else kept.push({ id, content, behind: place > data })
  }
  // a tag that LIST-INFO has too is not said twice
  for (const { content } of kept.filter(({ id }) => id.toLowerCase() === 'id3 ')) {
    const found = readId3(content)
    const known = new Set(tags.map(([name]) => name))
    tags.push(...found.tags.filter(([name]) => !known.has(name)))
    pictures.push(...found.pictures)
  }
  return { tags, pictures, chunks: kept, remarks }
}

/** The tags with a DESCRIPTION, as ffmpeg calls the comment of a FLAC file, as the COMMENT where there is no other. */
const withComment = (tags: readonly Tag[]): readonly Tag[] =>
  tags.some(([name]) => name === 'COMMENT')
    ? tags
    : tags.map(([name, text]): Tag => [name === 'DESCRIPTION' ? 'COMMENT' : name, text])

/** The chunks of what is said beside the samples. An ID3 tag holds what LIST-INFO has no place for. */
export const besideOf = ({
  tags: said,
  pictures,
  speakers,
  chunks = [],
}: Pick<SoundInfo, 'tags' | 'pictures' | 'speakers' | 'chunks'>): WavBeside => {
  const tags = withComment(said)
  const others = tags.filter(([name]) => !isInfoName(name))
  const hasId3 = chunks.some(({ id }) => id.toLowerCase() === 'id3 ')
  const id3 = hasId3 || others.length + pictures.length === 0 ? [] : [chunkOf('id3 ', id3Tag(others, pictures))]
  const placed = (behind: boolean): readonly Uint8Array[] =>
    chunks.filter((chunk) => chunk.behind === behind).map(({ id, content }) => chunkOf(id, content))
  return {
    speakers,
    before: concatBytes(placed(false)),
    behind: concatBytes([...placed(true), infoChunk(tags), ...id3]),
  }
}
