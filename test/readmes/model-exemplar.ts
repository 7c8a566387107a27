import { describeAudioError, readAudio } from '@sigmastream/audio'
import { describeExemplarError, exemplarCodec, exemplarModel } from '@sigmastream/model-exemplar'
import { either as E } from 'fp-ts'

const sound = E.getOrElseW((error: Parameters<typeof describeAudioError>[0]): never => {
  throw new Error(describeAudioError(error))
})(await readAudio('take.flac')())
const orThrow = E.getOrElseW((error: Parameters<typeof describeExemplarError>[0]): never => {
  throw new Error(describeExemplarError(error))
})

// The second from 3 to 4 is not learnt from and not read: it is to be made.
const gap = { from: 3, to: 4 }
const codec = orThrow(exemplarCodec([{ sound, leaveOut: [gap] }]))
const reference = orThrow(codec.encode(sound))
const surroundings = { reference, gaps: [codec.framesOf(gap)], bands: codec.bands }
const model = orThrow(exemplarModel({ exemplars: codec.exemplars(8), windowFrames: 16, surroundings }))

// A denoiser like any other. Asked at its lowest level, it answers with the patches that fit the surroundings best.
const { denoiser, close } = orThrow(await model.open(2)())
const estimate = await denoiser(reference, model.sigmaRange.min, new AbortController().signal)
const [filled] = codec.decode(estimate, sound.channels[0]?.length ?? 0)
await close()
console.log(`${filled?.length} samples at ${sound.sampleRate} Hz`)
