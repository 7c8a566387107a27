import { taskEither as TE } from 'fp-ts'
import type { Clip, LatentsClip, SoundClip } from '../clip.js'
import { usage } from '../errors.js'
import type { ClipModel } from '../run/subject.js'
import { latentSubject } from './latents.js'
import { soundSubject } from './sound.js'

const isSound = (clip: Clip): clip is SoundClip => clip._tag === 'Sound'
const isLatents = (clip: Clip): clip is LatentsClip => clip._tag === 'Latents'

/** The embedded model: it learns from sound for sound, from latents for latents. */
export const embeddedModel: ClipModel = (clip, exemplars, options, request) => {
  if (isSound(clip)) {
    const other = exemplars.find(isLatents)
    return other === undefined
      ? TE.fromEither(soundSubject(clip, exemplars.filter(isSound), options, request))
      : TE.left(usage(`--from-audio: ${other.path} is latents, and IN is sound: give sound`))
  }
  const other = exemplars.find(isSound)
  return other === undefined
    ? TE.fromEither(latentSubject(clip, exemplars.filter(isLatents), options, request))
    : TE.left(usage(`--from-audio: ${other.path} is sound, and IN is latents: give latents`))
}
