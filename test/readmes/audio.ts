import { writeFile } from 'node:fs/promises'
import { describeAudioError, encodeAudio, levels, readAudio, toFullScale } from '@sigmastream/audio'
import { either as E } from 'fp-ts'

const take = await readAudio('take.flac')()
if (E.isLeft(take)) throw new Error(describeAudioError(take.left))

const { peakDbfs, rmsDbfs } = levels(take.right)
console.log(`peak ${peakDbfs.toFixed(1)} dBFS, RMS ${rmsDbfs.toFixed(1)} dBFS`)

const bytes = await encodeAudio('take.wav', toFullScale(take.right).audio, { encoding: 'pcm24' })()
if (E.isLeft(bytes)) throw new Error(describeAudioError(bytes.left))
await writeFile('take.wav', bytes.right)
