import { PREFIX } from './parts.js'

/** Where published models keep their autoencoder. */
const PUBLISHED = `${PREFIX.autoencoder}model.`

/**
 * The tensors of a file with those of its autoencoder by the names of a published model: some keep them without the
 * `model.` between, and an autoencoder `alone` keeps them by nothing but their own names. Source: stable-audio-3
 * `loading_utils.py`, `load_autoencoder`.
 */
export const withPublishedNames = <A>(tensors: ReadonlyMap<string, A>, alone: boolean): ReadonlyMap<string, A> => {
  const has = (prefix: string): boolean => [...tensors.keys()].some((name) => name.startsWith(prefix))
  const stored = has(PREFIX.autoencoder) ? PREFIX.autoencoder : alone ? '' : undefined
  return stored === undefined || has(PUBLISHED)
    ? tensors
    : new Map(
        [...tensors].map(([name, tensor]) => [
          name.startsWith(stored) ? `${PUBLISHED}${name.slice(stored.length)}` : name,
          tensor,
        ]),
      )
}
