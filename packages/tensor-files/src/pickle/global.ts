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

const FUNCTIONS: ReadonlyMap<string, Global> = new Map<string, Global>([
  ['torch._utils _rebuild_tensor_v2', { _tag: 'RebuildTensor' }],
  ['torch._utils _rebuild_parameter', { _tag: 'RebuildParameter' }],
  ['collections OrderedDict', { _tag: 'OrderedDict' }],
])

/**
 * The meaning of a name in the allow-list. Nothing is ever looked up or imported. `UnsupportedDtype` for a storage of
 * another element type, `UnknownGlobal` for every other name.
 */
export const resolveGlobal = (file: string, module: string, name: string): E.Either<FileError, Global> => {
  const dtype = module === 'torch' ? STORAGES.get(name) : undefined
  if (dtype !== undefined) return E.right({ _tag: 'StorageType', dtype })
  const known = FUNCTIONS.get(`${module} ${name}`)
  if (known !== undefined) return E.right(known)
  return module === 'torch' && /^[A-Z]\w*Storage$/u.test(name)
    ? E.left({ _tag: 'UnsupportedDtype', file, part: 'a tensor', dtype: `torch.${name}` })
    : E.left({ _tag: 'UnknownGlobal', file, global: `${module}.${name}` })
}
