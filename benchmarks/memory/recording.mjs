// What the memory of runs is measured on.
import { open } from 'node:fs/promises'
import { writeSound } from '@sigmastream/audio'
import { either as E } from 'fp-ts'

const sampleRate = 44100

/** A beat over a tone that climbs, and hiss: never twice the same, made a stretch at a time. */
export const recordingOf = (seconds) => ({
  sampleRate,
  channels: 2,
  frames: seconds * sampleRate,
  read: (from, to) => async () =>
    E.right(
      [1, 2].map((channel) =>
        Float32Array.from({ length: to - from }, (_, i) => {
          const n = from + i
          const hiss = Math.sin(n * 12.9898 + channel * 78.233) * 43758.5453
          const tone = Math.sin((2 * Math.PI * 110 * channel * (1 + Math.floor(n / 22050) / 40) * n) / sampleRate)
          const stroke = Math.exp(-(n % 22050) / 2000) * (2 * (hiss - Math.floor(hiss)) - 1)
          return 0.2 * tone + 0.3 * stroke + 0.02 * (hiss - Math.floor(hiss))
        }),
      ),
    ),
})

/** Writes a recording to a file of the format that its name says. */
export const writeRecording = async (path, seconds) => {
  const file = await open(path, 'wx')
  const written = await writeSound(path, recordingOf(seconds))(file)
  await file.close()
  if (E.isLeft(written)) throw new Error(JSON.stringify(written.left))
}
