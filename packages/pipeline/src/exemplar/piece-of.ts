import { fromSampleError } from '../from-sample-error.js'
import type { Conventions, Piece } from '../model.js'
import { evenLevels } from '../variation.js'
import { field, words } from '../words.js'
import type { Lesson } from './lesson.js'
import { needsOf } from './needs.js'

/** How the embedded model is sampled where nobody says otherwise; its levels are those of what it learns. */
export const conventions: Omit<Conventions, 'sigmaMin' | 'sigmaMax'> = {
  sampler: 'euler',
  schedule: 'polyexponential',
  steps: 40,
}

/**
 * Below this part of the level at which a whole window drowns every clip came back as it was, above it parts of it are
 * others (`npm run bench:musicians -- vary`).
 */
const smallestPart = 0.2

/** What a piece is but for its levels. */
export const pieceOf = (
  { recipe, shape, framed, frameRate, heard }: Pick<Lesson, 'recipe' | 'shape' | 'framed' | 'frameRate' | 'heard'>,
  learnt: number,
  { min, max }: { readonly min: number; readonly max: number },
): Piece => ({
  recipe,
  shape,
  frameRate,
  task: framed.task,
  conventions: { ...conventions, sigmaMin: min, sigmaMax: max },
  startScale: 1,
  levelOf: evenLevels(smallestPart * max, max),
  original: heard?.original ?? null,
  ...(heard?.excerpt === undefined ? {} : { excerpt: heard.excerpt }),
  sound: heard === null ? null : { sampleRate: heard.original.sampleRate, channels: heard.original.channels.length },
  remarks: [],
  remedies: words`${field('sigmaMax')} or ${field('exemplars')}`,
  needs: () => needsOf(recipe, shape, learnt),
  errorOf: fromSampleError,
})
