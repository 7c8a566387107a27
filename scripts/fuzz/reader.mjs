// How bytes are put to a reader: `files` are good ones, `repair` makes the checksums of changed ones right, `read` gives a result,
// `check` what is wrong with its value, `describe` its error in words.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { workerData } from 'node:worker_threads'
import { decodeSound, describeAudioError, openSound } from '@sigmastream/audio'
import { describeFileError, readPtHeader, readTensors } from '@sigmastream/tensor-files'

/** A folder of the run's own, which the thread is told. */
export const folder = workerData?.folder ?? mkdtempSync(join(tmpdir(), 'sigmastream-fuzz-'))

/** Where a reader of files finds its input. */
export const stored = (name, bytes) => {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

/** What is wrong with sound; `null` for nothing. */
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

/** Nothing is wrong with an answer, or nothing is to be said. */
export const anything = () => null

/** Sound of any format in memory, under the name `label`. */
export const sound = (label, files, repair = (bytes) => bytes) => ({
  files,
  repair,
  read: (bytes) => decodeSound(bytes, label)(),
  check: checkSound,
  describe: describeAudioError,
})

/** The same bytes as a file that is opened and read a stretch at a time. */
export const opened = (name, files) => ({
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

/** A file of tensors. */
export const tensors = (extension, files) => ({
  files,
  read: (bytes) => readTensors(stored(`x.${extension}`, bytes))(),
  check: checkTensors,
  describe: describeFileError,
})

/** Where the tensors of a checkpoint of torch.save lie in it: inside, as many bytes as their shapes have. */
export const ckpt = (files) => ({
  files,
  read: async (bytes) => {
    const found = await readPtHeader(stored('x.ckpt', bytes))()
    return found._tag === 'Left'
      ? found
      : { ...found, right: { size: bytes.length, entries: [...found.right.values()] } }
  },
  check: ({ size, entries }) => {
    const strange = entries.find(
      ({ shape, offset, length }) =>
        !(offset >= 0 && length >= 0 && offset + length <= size) ||
        length %
          Math.max(
            1,
            shape.reduce((product, n) => product * n, 1),
          ) !==
          0,
    )
    return strange === undefined ? null : `${strange.name}: ${strange.length} bytes at ${strange.offset}`
  },
  describe: describeFileError,
})

/** A reader that is given `files`, changed, inside of what is right around them. */
export const inside = (reader, files, wrap) => ({
  ...reader,
  files,
  repair: undefined,
  read: (bytes) => reader.read(wrap(bytes)),
})
