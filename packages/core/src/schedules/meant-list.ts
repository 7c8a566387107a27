import { showList } from './show-list.js'

const inPairs = (sigmas: readonly number[], fits: (before: number, sigma: number) => boolean): boolean =>
  sigmas.every((sigma, i) => i === 0 || fits(sigmas[i - 1] ?? NaN, sigma))

const falls = (sigmas: readonly number[]): boolean => inPairs(sigmas, (before, sigma) => sigma < before)

/**
 * What a list was probably meant to be, in words to follow what would be right; nothing where a sigma is none, or
 * fewer than two would be left. Three slips are usual: the order of the axis; a start that was put over the first of a
 * list from higher up, as the copies of flow samplers do it; and sigmas that are there twice, as rounded tables give them.
 */
export const meantList = (sigmas: readonly number[]): string => {
  const [first, ...rest] = sigmas
  if (first === undefined || sigmas.some((sigma) => !Number.isFinite(sigma) || sigma < 0)) return ''
  const say = (list: readonly number[], how: string): string =>
    list.length < 2 ? '' : `: ${showList(list)} is the list ${how}`
  if (inPairs(sigmas, (before, sigma) => before < sigma)) return say(sigmas.toReversed(), 'turned around')
  const below = rest.filter((sigma) => sigma < first)
  return falls(rest) && below.length > 0
    ? say([first, ...below], 'with only what lies below its start')
    : say(
        [...new Set(sigmas)].toSorted((a, b) => b - a),
        'in falling order, each sigma once',
      )
}
