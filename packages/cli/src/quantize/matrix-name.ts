const PATTERN = /(?:\.(encoder|decoder)\.layers\.\d+\.transformers|transformer\.layers)\.(\d+)\.(.+)\.weight$/

/** Of a text encoder, whose names have nothing before them. */
const TEXT = /^encoder\.layers\.(\d+)\.(.+)\.weight$/

/** Where a matrix of the transformer, an autoencoder's or a text encoder is: its block, from 0, and what it is there. */
export interface MatrixPlace {
  readonly block: number
  readonly kind: string
}

/**
 * The place of a matrix of a block by its name in the single-file layout, such as
 * `...transformer.layers.3.ff.ff.2.weight`; of an autoencoder, with the half that it is of, and of a text encoder, with
 * that it is of one.
 */
export const placeOf = (name: string): MatrixPlace => {
  const [, layer, own] = TEXT.exec(name) ?? []
  if (layer !== undefined && own !== undefined) return { block: Number(layer), kind: `text ${own}` }
  const [, half, block = '0', kind = name] = PATTERN.exec(name) ?? []
  return { block: Number(block), kind: half === undefined ? kind : `${half} ${kind}` }
}
