import type { Tensor } from '../tensor.js'
import {
  binary,
  float32Bytes,
  type PickleChunk,
  pickleBoolean,
  pickleCall,
  pickleGlobal,
  pickleInteger,
  pickleNone,
  pickleText,
  pickleTuple,
  withState,
} from './opcodes.js'

/**
 * Little-endian float32, `numpy.dtype('f4')`. Source: NumPy `core/src/multiarray/descriptor.c`, `arraydescr_reduce`.
 */
const float32: PickleChunk = withState(
  pickleCall(pickleGlobal('numpy', 'dtype'), pickleText('f4'), pickleBoolean(false), pickleBoolean(true)),
  pickleTuple(
    pickleInteger(3),
    pickleText('<'),
    pickleNone,
    pickleNone,
    pickleNone,
    pickleInteger(-1),
    pickleInteger(-1),
    pickleInteger(0),
  ),
)

/**
 * A float32 `numpy.ndarray`, row-major, as NumPy pickles its own. `numpy.core.multiarray` is the name that NumPy 1 has
 * for its module, and one that NumPy 2 keeps for pickles. Source: NumPy `core/src/multiarray/methods.c`,
 * `array_reduce`.
 */
export const pickleNumpyArray = ({ shape, data }: Tensor): PickleChunk =>
  withState(
    pickleCall(
      pickleGlobal('numpy.core.multiarray', '_reconstruct'),
      pickleGlobal('numpy', 'ndarray'),
      pickleTuple(pickleInteger(0)),
      binary(Uint8Array.of(0x62)),
    ),
    pickleTuple(
      pickleInteger(1),
      pickleTuple(...shape.map(pickleInteger)),
      float32,
      pickleBoolean(false),
      binary(float32Bytes(data)),
    ),
  )
