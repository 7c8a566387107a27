import {
  add,
  concatSizes,
  div,
  type F32,
  int64s,
  itemAt,
  meanOver,
  mul,
  reshapeTo,
  scalar,
  sizesOf,
  sqrt,
  sub,
  sumOver,
  whereZero,
} from '@sigmastream/onnx/operators'

/** How branches become one answer: numbers that are fed, so that one graph serves every setting. */
interface GuidanceInputs {
  /** Scale of guidance, `[1]`, or `[frames]`, one for each. */
  readonly scale: F32
  /** 0 leaves the loudness of the guided answer, 1 gives it that of the conditional one. */
  readonly phi: F32
}

/** Standard deviation over channels of x `[batch, channels, frames]`, unbiased as `torch.std`: `[batch, 1, frames]`. */
const deviation = (x: F32, channels: number): F32 => {
  const centred = sub(x, meanOver(x, 1))
  return sqrt(div(sumOver(mul(centred, centred), 1), scalar(Math.max(channels - 1, 1))))
}

/**
 * Classifier-free guidance of the raw output `[branches * batch, channels, frames]`, the branch to go toward first and
 * the one to go away from last: away + scale (toward - away), rescaled by phi to the deviation of toward at each frame.
 * With one branch that is the branch itself, bit for bit, whatever the scale. `x` `[batch, channels, frames]` gives the
 * sizes.
 *
 * Ho and Salimans 2022, eq. 6; Lin et al. 2023, section 3.4; stable-audio-tools `models/dit.py`,
 * `DiffusionTransformer.forward`. Where the guided answer has no deviation at all, which is 0/0 there, it is left as it
 * is.
 */
export const guidedOutput = (raw: F32, x: F32, channels: number, { scale, phi }: GuidanceInputs): F32 => {
  const branches = reshapeTo(raw, concatSizes([int64s([-1]), sizesOf(x, 0)]))
  const [toward, away] = [itemAt(branches, 0), itemAt(branches, -1)]
  const guided = add(away, mul(scale, sub(toward, away)))
  const own = deviation(guided, channels)
  const factor = add(mul(phi, div(deviation(toward, channels), own)), sub(scalar(1), phi))
  return mul(guided, whereZero(own, scalar(1), factor))
}
