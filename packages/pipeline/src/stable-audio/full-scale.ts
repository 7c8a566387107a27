import { type Audio, mapSamples, peakOf } from '@sigmastream/audio'
import type { ModelTraits } from '@sigmastream/model-sao'
import { farthest } from '../loudest.js'

/**
 * The sound as its family ends it: of Stable Audio 3 no sample is beyond full scale, as its own program cuts it to -1 to
 * 1 (stable-audio-3 `model.py`, `generate`). What ran away stays as it is, for a run is refused for it.
 */
export const inFullScale = ({ family }: ModelTraits, audio: Audio): Audio => {
  const peak = peakOf(audio)
  return family === 'stable-audio-3' && peak > 1 && peak <= farthest
    ? {
        ...audio,
        channels: audio.channels.map((channel) => mapSamples(channel, (value) => Math.min(1, Math.max(-1, value)))),
      }
    : audio
}
