import type { Tag } from '../decoded-sound.js'
import { asciiBytes } from '../fields.js'
import { ascii, concatBytes, viewOf } from '../source.js'
import { mostTags } from '../tags/vorbis-comment.js'
import { chunkOf } from './chunks.js'

/** The entries of LIST-INFO (Multimedia Programming Interface and Data Specifications 1.0, chapter 2) as tags. */
const names: Readonly<Record<string, string>> = {
  INAM: 'TITLE',
  IART: 'ARTIST',
  IPRD: 'ALBUM',
  ICMT: 'COMMENT',
  ICRD: 'DATE',
  IGNR: 'GENRE',
  IPRT: 'TRACKNUMBER',
  ITRK: 'TRACKNUMBER',
  ICOP: 'COPYRIGHT',
  ISFT: 'ENCODER',
  ITCH: 'ENCODED_BY',
  IENG: 'ENGINEER',
  ILNG: 'LANGUAGE',
  IKEY: 'KEYWORDS',
  ISBJ: 'SUBJECT',
  ISRC: 'SOURCE',
  IMED: 'SOURCEMEDIA',
  ISGM: 'SIGMASTREAM',
}

const entries = new Map(Object.entries(names).map(([entry, name]) => [name, entry]))

const entryOf = (name: string): string | undefined =>
  entries.get(name) ?? (/^I[A-Z0-9]{3}$/.test(name) ? name : undefined)

/** Whether LIST-INFO has a place for a tag of this name. */
export const isInfoName = (name: string): boolean => entryOf(name) !== undefined

/** Text as it was meant: most writers use UTF-8, and the old ones Windows' Latin. */
const decode = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/**
 * The tags in the content of a LIST-INFO chunk, each up to its first zero; what is cut short is read as far as it goes.
 */
export const readInfo = (content: Uint8Array): readonly Tag[] => {
  const [view, tags]: [DataView, Tag[]] = [viewOf(content), []]
  for (let at = 4; at + 8 <= content.length && tags.length < mostTags; ) {
    const [entry, size] = [ascii(content, at, 4), view.getUint32(at + 4, true)]
    const text = decode(content.subarray(at + 8, at + 8 + size)).split('\0')[0] ?? ''
    if (/^[\x20-\x7e]{4}$/.test(entry)) tags.push([names[entry] ?? entry.trim().toUpperCase(), text])
    at += 8 + size + (size % 2)
  }
  return tags
}

/**
 * A LIST-INFO chunk of the tags that it has a place for, as UTF-8, each ended by a zero; no bytes where there is none.
 */
export const infoChunk = (tags: readonly Tag[]): Uint8Array => {
  const chunks = tags.flatMap(([name, text]) => {
    const entry = entryOf(name)
    const ended = new TextEncoder().encode(`${text.replaceAll('\0', ' ')}\0`)
    return entry === undefined ? [] : [chunkOf(entry, ended)]
  })
  return chunks.length === 0 ? new Uint8Array(0) : chunkOf('LIST', concatBytes([asciiBytes('INFO'), ...chunks]))
}
