import { PREFIX } from '../checkpoint/parts.js'

/** How many weights each network has. */
export interface Parameters {
  readonly transformer: number
  readonly encoder: number
  readonly decoder: number
  readonly text: number
}

/** A weight by its name and shape. */
interface Shaped {
  readonly name: string
  readonly shape: readonly number[]
}

const AUTOENCODER = `${PREFIX.autoencoder}model`

const count = (weights: readonly Shaped[]): number =>
  weights.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0)

/** The weights of a checkpoint counted, by the names of the single file; what has none of its prefixes is the text encoder's. */
export const parametersOf = (weights: readonly Shaped[]): Parameters => {
  const under = (prefix: string): number => count(weights.filter(({ name }) => name.startsWith(prefix)))
  const others = Object.values(PREFIX)
  return {
    transformer: under(PREFIX.denoiser),
    encoder: under(`${AUTOENCODER}.encoder.`),
    decoder: under(`${AUTOENCODER}.decoder.`),
    text: count(weights.filter(({ name }) => !others.some((prefix) => name.startsWith(prefix)))),
  }
}
