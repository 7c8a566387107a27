/** The element types that are read; values become float32 in memory. Any other type is refused by its name. */
export type Dtype = 'float16' | 'bfloat16' | 'float32' | 'float64' | 'int64' | 'int32' | 'uint8' | 'bool'

/** Bytes of one element. */
export const ITEM_SIZE: Readonly<Record<Dtype, number>> = {
  float16: 2,
  bfloat16: 2,
  float32: 4,
  float64: 8,
  int64: 8,
  int32: 4,
  uint8: 1,
  bool: 1,
}

/** What messages say would be right where a file holds another element type. */
export const READABLE_DTYPES: string = Object.keys(ITEM_SIZE).join(', ')

/** The order of the bytes within one element. */
export type ByteOrder = 'little' | 'big'
