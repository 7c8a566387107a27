import { type Audio, alike, describeAudioError, isSilent, sampleCount, secondsOf } from '@sigmastream/audio'
import type { FrameRange, Region } from '@sigmastream/core'
import { type Codec, type ExemplarClip, type Expectation, exemplarCodec } from '@sigmastream/model-exemplar'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { SoundClip } from '../clip.js'
import { badRecipe, type RenderError } from '../errors.js'
import { type Excerpt, inExcerpt, inRecording, jointsOf, partOf } from '../excerpt.js'
import { framedTask } from '../framed-task.js'
import type { Recipe } from '../recipe/recipe.js'
import { regionsOf } from '../recipe/tasks.js'
import { checkedRanges, wideRegions } from '../regions.js'
import { inPause, silencedIn } from '../silence.js'
import { field, words } from '../words.js'
import { excerptRemarks, learntMiddle, workedExcerpt } from './excerpt.js'
import { fromExemplarError, silentLesson } from './exemplar-error.js'
import { expectationOf } from './expectation.js'
import { type LearntPiece, learnPiece } from './learn.js'
import { patchSeconds, shiftsFor } from './patch-size.js'
import { silentPiece } from './silent.js'
import { similarLags } from './similar.js'

const matchFormat = (audio: Audio, { name, audio: other }: SoundClip): E.Either<RenderError, Audio> =>
  pipe(
    alike(audio, other),
    E.mapLeft((error) => badRecipe('exemplars', words`${field('exemplars')}: ${name}: ${describeAudioError(error)}`)),
  )

/** What is learnt: the others, or the clip itself without its regions. A failure where all of it is silent. */
const clipsFrom = (
  recipe: Recipe,
  audio: Audio,
  others: readonly SoundClip[],
  regions: readonly Region[],
): E.Either<RenderError, readonly ExemplarClip[]> =>
  pipe(
    others,
    E.traverseArray((other) => matchFormat(audio, other)),
    E.map((sounds): readonly ExemplarClip[] =>
      sounds.length === 0
        ? [{ sound: audio, leaveOut: regions }]
        : sounds.map((sound) => ({ sound: learntMiddle(sound, recipe, sounds.length), leaveOut: [] })),
    ),
    E.flatMap((clips) => (clips.every(({ sound }) => isSilent(sound)) ? E.left(silentLesson) : E.right(clips))),
  )

/** Sound whose regions, in seconds of it, are known to be there. */
interface PlacedSound {
  readonly audio: Audio
  readonly excerpt: Excerpt | undefined
  readonly regions: readonly Region[]
}

const placeSound = (recipe: Recipe, audio: Audio, excerpt: Excerpt | undefined): PlacedSound => ({
  audio,
  excerpt,
  regions: regionsOf(recipe).map(inExcerpt(excerpt, audio.sampleRate)),
})

/** The piece of what is worked on; where nothing else is learnt from, `learnt` is, but for its regions and joints. */
const learntPiece = (
  recipe: Recipe,
  { audio, excerpt, regions }: PlacedSound,
  learnt: PlacedSound,
  others: readonly SoundClip[],
  steps: number,
  pauses: readonly Region[],
): E.Either<RenderError, LearntPiece> => {
  const samples = sampleCount(audio)
  const expected = (codec: Codec, frames: readonly FrameRange[]) => (): Expectation =>
    expectationOf(
      codec,
      audio,
      wideRegions(recipe).map(inExcerpt(excerpt, audio.sampleRate)),
      jointsOf(excerpt, audio.sampleRate).map(({ from }) => from),
      frames,
    )
  /** By how many samples what is learnt is behind what is worked on, where it is most like what surrounds a gap. */
  const lagsOf = (): readonly number[] => {
    const { sampleRate } = audio
    const samplesOf = ({ from, to }: Region): FrameRange => ({
      start: Math.floor(from * sampleRate),
      end: Math.ceil(to * sampleRate),
    })
    const wide = (of: PlacedSound): readonly FrameRange[] =>
      wideRegions(recipe).map(inExcerpt(of.excerpt, sampleRate)).map(samplesOf)
    const [here, there] = [wide({ audio, excerpt, regions }), wide(learnt)]
    const unknown = [...there, ...jointsOf(learnt.excerpt, sampleRate).map(samplesOf)]
    return there.flatMap((gap, i) =>
      similarLags(learnt.audio, gap, unknown).map((lag) => lag + gap.start - (here[i]?.start ?? gap.start)),
    )
  }
  const leaveOut = [...learnt.regions, ...jointsOf(learnt.excerpt, audio.sampleRate)]
  return pipe(
    E.Do,
    E.bind('clips', () => clipsFrom(recipe, learnt.audio, others, leaveOut)),
    E.bind('codec', ({ clips }) => pipe(exemplarCodec(clips), E.mapLeft(fromExemplarError()))),
    E.let('shape', ({ codec }) => codec.shapeOf(samples)),
    E.let('framed', ({ codec, shape }) => {
      const ranges = regions.map(codec.framesOf).map(({ start, end }) => ({ start, end: Math.min(end, shape[2]) }))
      return framedTask(recipe, shape, ranges, codec.frameRate, steps, inRecording(excerpt, audio.sampleRate))
    }),
    E.let('patch', ({ clips }) =>
      patchSeconds(
        recipe,
        clips.reduce((sum, { sound }) => sum + secondsOf(sound), 0),
      ),
    ),
    E.flatMap(({ codec, shape, framed, patch }) =>
      learnPiece({
        recipe,
        shape,
        remarks:
          others.length > 0 || learnt.excerpt === undefined
            ? []
            : excerptRemarks(recipe, audio.sampleRate, learnt.excerpt),
        ...(others.length > 0 || framed.gaps === null ? {} : { expectation: expected(codec, framed.gaps) }),
        reference: () => pipe(codec.encode(audio), E.mapLeft(fromExemplarError())),
        exemplars: codec.exemplars(shiftsFor(recipe), others.length > 0 || framed.gaps === null ? [] : lagsOf()),
        windowFrames: Math.max(1, Math.round(patch * codec.frameRate)),
        framed,
        frameRate: codec.frameRate,
        bands: codec.bands,
        heard: {
          original: audio,
          excerpt,
          listen: (latent) =>
            silencedIn({ sampleRate: audio.sampleRate, channels: codec.decode(latent, samples) }, pauses),
        },
      }),
    ),
  )
}

/**
 * Sound for the embedded model. Other clips are brought to the rate and channels of the one that is worked on. Of a
 * region, every frame that has a part in it is made anew; of an excerpt, only what surrounds its regions is worked on,
 * and the rest learnt from. Where it learns from the sound itself, a gap in a pause that is silent for as long as the
 * gap to each side is filled with silence: a click in it is to be gone, whatever the seed.
 */
export const soundPiece = (
  recipe: Recipe,
  { audio, excerpt }: SoundClip,
  others: readonly SoundClip[],
  steps: number,
): E.Either<RenderError, LearntPiece> => {
  const { sampleRate } = audio
  const learnt = placeSound(recipe, audio, excerpt)
  return pipe(
    // those of an excerpt are known to be in the recording
    excerpt === undefined ? checkedRanges(learnt.regions, sampleRate, sampleCount(audio)) : E.right([]),
    E.flatMap(() => {
      const wide = wideRegions(recipe)
      const isSelf = others.length === 0 && !isSilent(audio)
      const pauses = isSelf ? wide.filter((region) => inPause(audio, inExcerpt(excerpt, sampleRate)(region))) : []
      if (wide.length > 0 && pauses.length === wide.length)
        return E.right(silentPiece(recipe, audio, excerpt, learnt.regions, steps))
      const part = excerpt === undefined ? undefined : workedExcerpt(recipe, sampleRate, excerpt)
      const worked =
        excerpt === undefined || part === undefined ? learnt : placeSound(recipe, partOf(audio, excerpt, part), part)
      return learntPiece(recipe, worked, learnt, others, steps, pauses.map(inExcerpt(part, sampleRate)))
    }),
  )
}
