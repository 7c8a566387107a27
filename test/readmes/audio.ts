import { describeAudioError, levels, readAudio, toFullScale, writeAudio } from '@sigmastream/audio'
import { either as E } from 'fp-ts'

const take = await readAudio('take.flac')()
if (E.isLeft(take)) throw new Error(describeAudioError(take.left))

const { peakDbfs, rmsDbfs } = levels(take.right)
console.log(`peak ${peakDbfs.toFixed(1)} dBFS, RMS ${rmsDbfs.toFixed(1)} dBFS`)

const written = await writeAudio('take.wav', toFullScale(take.right).audio, { encoding: 'pcm24' })()
if (E.isLeft(written)) throw new Error(describeAudioError(written.left))
