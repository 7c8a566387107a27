import { build, type Denoiser, type Latent, slotLens } from '@sigmastream/core'
import { gaussianDenoiser } from '@sigmastream/core/analytic'

const means = slotLens<readonly number[]>('the laws of windows', (state): state is readonly number[] =>
  Array.isArray(state),
)

/** The mean of each row of frames. */
const meansOf = ({ shape: [batch, channels, frames], data }: Latent): readonly number[] =>
  Array.from(
    { length: batch * channels },
    (_, row) => data.slice(row * frames, (row + 1) * frames).reduce((sum, one) => sum + one, 0) / frames,
  )

const awayModel = gaussianDenoiser(-1, 0.7)

/** A model with an unconditional estimate beside its answer. */
export const withUnguided =
  (model: Denoiser): Denoiser =>
  async (...asked) => ({ ...(await model(...asked)), unconditional: await awayModel(...asked) })

/**
 * A model as networks under guidance are: its answer at one frame follows from every frame that it was shown, at this
 * call and at the one before.
 */
export const attentive =
  (model: Denoiser): Denoiser =>
  async (x, sigma, signal, context) => {
    const heard = meansOf(x)
    const before = means.get({ slot: context?.slot ?? null }) ?? heard.map(() => 0)
    const frames = x.shape[2]
    const shifted = ({ shape, data }: Latent): Latent =>
      build(shape, (out) =>
        out.forEach((_, i) => {
          const row = Math.floor(i / frames)
          out[i] = data[i]! + heard[row]! + 0.5 * before[row]! // one row for each item and channel
        }),
      )
    const both = withUnguided(model)
    const { unconditional, ...answer } = await both(x, sigma, signal)
    return {
      ...shifted(answer),
      ...(unconditional === undefined ? {} : { unconditional: shifted(unconditional) }),
      slot: means.of(heard),
    }
  }
