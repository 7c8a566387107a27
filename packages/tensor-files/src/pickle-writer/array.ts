import type { Tensor } from '@sigmastream/tensor-files'
import {
  binary,
  boolean,
  type Chunk,
  called,
  float32Bytes,
  integer,
  named,
  none,
  text,
  tuple,
  withState,
} from './opcodes.js'

/**
 * Little-endian float32, `numpy.dtype('f4')`. Source: NumPy `core/src/multiarray/descriptor.c`, `arraydescr_reduce`.
 */
const float32: Chunk = withState(
  called(named('numpy', 'dtype'), text('f4'), boolean(false), boolean(true)),
  tuple(integer(3), text('<'), none, none, none, integer(-1), integer(-1), integer(0)),
)

/**
 * A float32 `numpy.ndarray`, row-major, as NumPy pickles its own. `numpy.core.multiarray` is the name that NumPy 1 has
 * for its module, and one that NumPy 2 keeps for pickles. Source: NumPy `core/src/multiarray/methods.c`,
 * `array_reduce`.
 */
export const numpyArray = ({ shape, data }: Tensor): Chunk =>
  withState(
    called(
      named('numpy.core.multiarray', '_reconstruct'),
      named('numpy', 'ndarray'),
      tuple(integer(0)),
      binary(Uint8Array.of(0x62)),
    ),
    tuple(integer(1), tuple(...shape.map(integer)), float32, boolean(false), binary(float32Bytes(data))),
  )
