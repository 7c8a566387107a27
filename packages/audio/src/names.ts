/** The formats that file names promise, by extension in lower case. `Ogg` stands for whatever codec is inside. */
const byExtension: Readonly<Record<string, string>> = {
  wav: 'WAV',
  wave: 'WAV',
  flac: 'FLAC',
  mp3: 'MP3',
  ogg: 'Ogg',
  oga: 'Ogg',
  opus: 'Ogg',
  aif: 'AIFF',
  aiff: 'AIFF',
  m4a: 'MP4',
  mp4: 'MP4',
  aac: 'AAC',
  wma: 'Windows Media',
  au: 'AU',
  caf: 'CAF',
}

/** The extension of a file name in lower case, without the dot; empty where there is none. */
export const extensionOf = (name: string): string => /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''

/** The format that a file's name promises; undefined where its extension says nothing. */
export const namedFormat = (name: string): string | undefined => byExtension[extensionOf(name)]
