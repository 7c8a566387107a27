import type { Tag } from '@sigmastream/audio'

/** How the text of every recipe begins: `recordOf` puts this first. */
const prefix = '{"sigmastream":'

/** The tag that is a recipe's own. Other programs keep tags that they do not know in FLAC, and hardly any in WAV. */
const ownName = 'SIGMASTREAM'

/**
 * Where a recipe stands as well, if the recording has nothing there: other programs carry these from format to format.
 */
const sharedNames = ['COMMENT', 'ENCODED_BY'] as const

/** ffmpeg writes the comment of a FLAC file under this name, and takes both for one. */
const otherComment = 'DESCRIPTION'

/** The text of a recipe in what other programs may have put before and behind it, which is on one line. */
const recipeWithin = (text: string): string | undefined => {
  const at = text.indexOf(prefix)
  return at < 0 ? undefined : /^[^\r\n\0]*\}/.exec(text.slice(at))?.[0]
}

/** The text of the recipe that a file carries in its tags, whatever the name is that it has now. */
export const recipeText = (tags: readonly Tag[]): string | undefined =>
  tags
    .toSorted(([a], [b]) => Number(b === ownName) - Number(a === ownName))
    .flatMap(([, text]) => recipeWithin(text) ?? [])[0]

/** The most letters of tags that are kept, so that FLAC has room for them and the recipe: of two thousand pages. */
const mostLetters = 2 ** 22

/** The tags of a recording with a recipe beside them, in the place of one that was there. */
export const withRecipe = (tags: readonly Tag[], recipe: string): readonly Tag[] => {
  let room = mostLetters
  const kept = tags.filter(([name, text]) => {
    const fits = recipeWithin(text) === undefined && name.length + text.length <= room
    if (fits) room -= name.length + text.length
    return fits
  })
  const taken = kept.map(([name]) => (name === otherComment ? 'COMMENT' : name))
  const free = sharedNames.find((name) => !taken.includes(name))
  return [...kept, [ownName, recipe], ...(free === undefined ? [] : [[free, recipe] as const])]
}
