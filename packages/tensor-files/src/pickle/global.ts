import { either as E } from 'fp-ts'
import type { Dtype } from '../dtype.js'
import type { FileError } from '../error.js'
import type { Global } from './value.js'

const STORAGES: ReadonlyMap<string, Dtype> = new Map([
  ['HalfStorage', 'float16'],
  ['BFloat16Storage', 'bfloat16'],
  ['FloatStorage', 'float32'],
  ['DoubleStorage', 'float64'],
  ['LongStorage', 'int64'],
  ['IntStorage', 'int32'],
  ['ByteStorage', 'uint8'],
  ['BoolStorage', 'bool'],
])

/** Names that build what is read here. */
const BUILDERS: ReadonlyMap<string, Global> = new Map<string, Global>([
  ['torch._utils _rebuild_tensor', { _tag: 'RebuildTensor' }],
  ['torch._utils _rebuild_tensor_v2', { _tag: 'RebuildTensor' }],
  ['torch._utils _rebuild_parameter', { _tag: 'RebuildFromTensor' }],
  ['torch._utils _rebuild_parameter_with_state', { _tag: 'RebuildFromTensor' }],
  ['torch._utils _rebuild_device_tensor_from_cpu_tensor', { _tag: 'RebuildFromTensor' }],
  ['torch.nn.parameter Parameter', { _tag: 'RebuildFromTensor' }],
  ['torch._tensor _rebuild_from_type_v2', { _tag: 'RebuildFromType' }],
  ['collections OrderedDict', { _tag: 'Dictionary' }],
  ['collections Counter', { _tag: 'Dictionary' }],
  ['torch Size', { _tag: 'Size' }],
])

/** Types of elements and ways to quantize, which a pickle names and calls by nothing. */
const TORCH_CONSTANTS: readonly string[] = [
  'bool float16 float32 float64 bfloat16 complex32 complex64 complex128',
  'float8_e4m3fn float8_e4m3fnuz float8_e5m2 float8_e5m2fnuz float8_e8m0fnu float4_e2m1fn_x2',
  'int1 int2 int3 int4 int5 int6 int7 int8 int16 int32 int64',
  'uint1 uint2 uint3 uint4 uint5 uint6 uint7 uint8 uint16 uint32 uint64',
  'bits8 bits16 bits1x8 bits2x4 bits4x2 qint8 qint32 quint8 quint4x2 quint2x4',
  'per_tensor_affine per_tensor_symmetric per_channel_affine per_channel_symmetric',
  'per_channel_affine_float_qparams',
].flatMap((names) => names.split(' '))

/** Names whose values are kept as what they are, without use, whatever they are called with. */
const OPAQUE: ReadonlySet<string> = new Set([
  ...TORCH_CONSTANTS.map((name) => `torch ${name}`),
  'torch device',
  'torch Tensor',
  'torch.serialization _get_layout',
  'builtins set',
  'builtins bytearray',
  'builtins complex',
  '_codecs encode',
])

/** Functions that build tensors of a kind that is not read: sparse, quantized, nested, without data. */
const OTHER_TENSORS: ReadonlyMap<string, string> = new Map([
  ['torch._utils _rebuild_tensor_v3', 'a type that has no storage of its own (uint16, float8)'],
  ['torch._utils _rebuild_sparse_tensor', 'a sparse tensor'],
  ['torch._utils _rebuild_qtensor', 'a quantized tensor'],
  ['torch._utils _rebuild_nested_tensor', 'a nested tensor'],
  ['torch._utils _rebuild_meta_tensor_no_storage', 'a tensor without data'],
  ['torch._utils _rebuild_device_tensor_from_numpy', 'a tensor of another device'],
  ['torch._utils _rebuild_wrapper_subclass', 'a tensor of a class of its own'],
])

/**
 * The meaning of a name in the allow-list: those that PyTorch's own safe loading takes (`weights_only=True`), of which
 * few build something here. Nothing is ever looked up or imported. Python 2 has another name for `builtins`.
 * `UnknownGlobal` for every other name. Source: PyTorch's `_weights_only_unpickler.py` (`_get_allowed_globals`).
 */
export const resolveGlobal = (file: string, given: string, name: string): E.Either<FileError, Global> => {
  const module = given === '__builtin__' ? 'builtins' : given
  const path = `${module} ${name}`
  const known = BUILDERS.get(path)
  if (known !== undefined) return E.right(known)
  if (OPAQUE.has(path)) return E.right({ _tag: 'Opaque' })
  const other = OTHER_TENSORS.get(path)
  if (other !== undefined) return E.right({ _tag: 'RebuildOther', dtype: other })
  if ((module === 'torch' || module === 'torch.cuda') && /^[A-Z]\w*Storage$/u.test(name))
    return E.right({ _tag: 'StorageType', dtype: STORAGES.get(name) ?? null, name: `${module}.${name}` })
  if (module === 'torch.storage' && (name === 'UntypedStorage' || name === 'TypedStorage'))
    return E.right({ _tag: 'StorageType', dtype: null, name: `${module}.${name}` })
  if (/^torch(?:\.cuda|\.sparse|\.cuda\.sparse)?$/u.test(module) && /^[A-Z]\w*Tensor$/u.test(name))
    return E.right({ _tag: 'Opaque' })
  return E.left({ _tag: 'UnknownGlobal', file, global: `${given}.${name}` })
}
