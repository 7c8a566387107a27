import type { Audio } from '@sigmastream/audio'
import { sampleCount } from '@sigmastream/audio'
import type { FrameRange } from '@sigmastream/core'
import { partOf } from '../excerpt.js'
import type { Job } from '../job.js'
import { rangesOutside } from '../samples.js'
import { placedRegions } from '../sound-checks.js'
import type { HeardTake } from './verifiers.js'

/** How much of what surrounds a gap is heard with it, to each side, in seconds, and how much of it it is compared with. */
const [withIt, around] = [1, 4]

/** Stretches of a sound, joined. */
const joinParts = (audio: Audio, stretches: readonly FrameRange[]): Audio => {
  const of = sampleCount(audio)
  return partOf(audio, { stretches: [{ start: 0, end: of }], of }, { stretches, of })
}

/**
 * What a verifier hears of a take, and what it is held against: `like`, or else what the take is made from. Of gaps it is
 * what was made in them with a second of what surrounds them, held against their surroundings alone.
 */
export const heardTake = (job: Job, audio: Audio, like: Audio | null): HeardTake => {
  const of = sampleCount(audio)
  const wide = (seconds: number): readonly FrameRange[] =>
    placedRegions(job).map(({ from, to }) => ({
      start: Math.max(0, Math.floor((from - seconds) * audio.sampleRate)),
      end: Math.min(of, Math.ceil((to + seconds) * audio.sampleRate)),
    }))
  const gaps = wide(0)
  if (gaps.length === 0) return { sound: audio, like: like ?? job.piece.original }
  const far = rangesOutside(wide(around), of)
  return {
    // what is outside of what is outside is what overlaps, joined
    sound: joinParts(audio, rangesOutside(rangesOutside(wide(withIt), of), of)),
    like: like ?? joinParts(audio, rangesOutside([...far, ...gaps], of)),
  }
}
