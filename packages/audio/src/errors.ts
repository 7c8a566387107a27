import { either as E } from 'fp-ts'
import { namedFormat } from './names.js'

/** A fault in the content of a file: `label` names the file, `format` is what its content says it is. */
interface InFile {
  readonly label: string
  readonly format: string
  readonly detail: string
}

/** Everything that can go wrong with sound and its files, as a value; `describeAudioError` puts it into words. */
export type AudioError =
  /** There is no file at `path`. */
  | { readonly _tag: 'NotFound'; readonly path: string }
  /** The file is there and cannot be read: a folder, or no permission. */
  | { readonly _tag: 'Unreadable'; readonly path: string; readonly reason: string }
  /** No bytes at all. */
  | { readonly _tag: 'Empty'; readonly label: string }
  /** The content is no audio format that is known here. */
  | { readonly _tag: 'NotAudio'; readonly label: string }
  /** The content is another format than the name says; `extension` would be right. */
  | { readonly _tag: 'Mislabelled'; readonly label: string; readonly format: string; readonly extension: string }
  /** A sound file whose header is fine and that holds no sample. */
  | ({ readonly _tag: 'NoSamples' } & InFile)
  /** A known format, or a variety of one, that is not read. */
  | ({ readonly _tag: 'Unsupported' } & InFile)
  /** The file ends before its content does. */
  | ({ readonly _tag: 'Truncated' } & InFile)
  /** The content contradicts itself or its checksums. */
  | ({ readonly _tag: 'Corrupt' } & InFile)
  /** More samples than `maxSamples`, or more bytes than the format can hold. */
  | { readonly _tag: 'TooLong'; readonly label: string; readonly detail: string }
  /** Not an `Audio`, or one that cannot be written: `wrong` is what was given, `right` what would do. */
  | { readonly _tag: 'BadAudio'; readonly wrong: string; readonly right: string }
  /** An option of a function here: `given` is what it was, `right` what would do. */
  | { readonly _tag: 'BadOption'; readonly option: string; readonly given: string; readonly right: string }
  /** The FLAC encoder refused, or found that its own output does not decode to the input. */
  | { readonly _tag: 'EncodingFailed'; readonly format: string; readonly reason: string }

const readable = 'a WAV, FLAC, MP3, Ogg Vorbis or Ogg Opus file'
const convert = 'convert it, for example with "ffmpeg -i IN OUT.flac"'

const otherName = (label: string, format: string): string => {
  const named = namedFormat(label)
  return named === undefined || format.includes(named) ? '' : `, though its name says ${named}`
}

const inFile = ({ label, format, detail }: InFile): string =>
  `${label} is ${format}${otherName(label, format)}; ${detail}`

/** One line: what is wrong, and what would be right. */
export const describeAudioError = (error: AudioError): string => {
  switch (error._tag) {
    case 'NotFound':
      return `there is no file ${error.path}: give the path of ${readable}`
    case 'Unreadable':
      return `${error.path} cannot be read (${error.reason}): give a file that can be opened`
    case 'Empty':
      return `${error.label} is empty (0 bytes): give ${readable}`
    case 'NotAudio':
      return `${error.label} holds no audio format known here${otherName(error.label, '')}: give ${readable}`
    case 'Mislabelled':
      return `${error.label} is ${error.format}${otherName(error.label, error.format)}: give it a name that ends in .${error.extension}`
    case 'NoSamples':
      return `${inFile(error)}: give a file with at least one sample`
    case 'Unsupported':
      return `${inFile(error)}: ${convert}`
    case 'Truncated':
      return `${inFile(error)}, so it is cut short: get a complete copy`
    case 'Corrupt':
      return `${inFile(error)}, so it is damaged: get an undamaged copy`
    case 'TooLong':
      return `${error.label} is too long (${error.detail}): cut it into shorter pieces`
    case 'BadAudio':
      return `audio with ${error.wrong}: it needs ${error.right}`
    case 'BadOption':
      return `${error.option} is ${error.given}: it must be ${error.right}`
    case 'EncodingFailed':
      return `the ${error.format} encoder failed (${error.reason}): write WAV instead`
  }
}

/** A refusal of an `Audio`. */
export const badAudio = (wrong: string, right: string): E.Either<AudioError, never> =>
  E.left({ _tag: 'BadAudio', wrong, right })

/** A refusal of an option. */
export const badOption = (option: string, given: string, right: string): E.Either<AudioError, never> =>
  E.left({ _tag: 'BadOption', option, given, right })
