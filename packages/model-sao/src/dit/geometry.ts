import { type Unsupported, unsupportedKey } from '@sigmastream/checkpoint'
import { either as E } from 'fp-ts'
import type { DitConfig } from './config.js'

/** Sizes that follow from a configuration. */
interface Geometry {
  /** Dimensions of one head. */
  readonly headDim: number
  /** The first dimensions of a head that the rotary embedding rotates; the rest stay. */
  readonly rotaryDim: number
  /** Width of a cross-attention token inside the network. */
  readonly contextDim: number
  /** Heads of the keys and values of cross-attention: each serves `numHeads / contextHeads` heads of the queries. */
  readonly contextHeads: number
}

/**
 * stable-audio-tools `models/transformer.py`: `Attention.__init__` (heads), `ContinuousTransformer.__init__` (rotary).
 */
export const geometryOf = ({ embedDim, numHeads, condTokenDim, projectCondTokens }: DitConfig): Geometry => {
  const headDim = Math.floor(embedDim / numHeads)
  const contextDim = projectCondTokens ? embedDim : condTokenDim
  return {
    headDim,
    rotaryDim: Math.max(Math.floor(headDim / 2), 32),
    contextDim,
    contextHeads: Math.floor(contextDim / headDim),
  }
}

/** The configuration, if its widths go together; `Unsupported` names the one that does not. */
export const checkGeometry = (config: DitConfig): E.Either<Unsupported, DitConfig> => {
  const { embedDim, numHeads, globalCondDim, projectGlobalCond } = config
  const { headDim, rotaryDim, contextDim, contextHeads } = geometryOf(config)
  const fault = (key: string, wrong: string, right: string): E.Either<Unsupported, never> =>
    E.left(unsupportedKey(`model.diffusion.config.${key}`, wrong, right))
  return embedDim % numHeads !== 0
    ? fault('num_heads', `${numHeads} heads in a width of ${embedDim}`, 'a divisor of embed_dim')
    : headDim % 4 !== 0 || rotaryDim > headDim
      ? fault('num_heads', `heads of ${headDim} dimensions`, 'heads of at least 32 dimensions, a multiple of 4')
      : contextDim % headDim !== 0 || numHeads % contextHeads !== 0
        ? fault(
            'cond_token_dim',
            `${contextDim} for ${numHeads} heads of ${headDim}`,
            'whole heads that divide num_heads',
          )
        : !projectGlobalCond && globalCondDim !== embedDim
          ? fault('global_cond_dim', `${globalCondDim}, not projected`, `embed_dim, which is ${embedDim}`)
          : E.right(config)
}
