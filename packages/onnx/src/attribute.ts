/** An attribute of a node. ONNX distinguishes 1 from 1.0, which JavaScript does not, so the kind is said. */
export type Attribute =
  | { readonly _tag: 'Int'; readonly value: number }
  | { readonly _tag: 'Ints'; readonly value: readonly number[] }
  | { readonly _tag: 'Float'; readonly value: number }
  | { readonly _tag: 'Text'; readonly value: string }

/** Attributes by their ONNX names. */
export type Attributes = Readonly<Record<string, Attribute>>

/** A whole number: `axis`, `group`. */
export const int = (value: number): Attribute => ({ _tag: 'Int', value })

/** Whole numbers: `strides`, `perm`. */
export const ints = (value: readonly number[]): Attribute => ({ _tag: 'Ints', value })

/** A float32: `epsilon`, `alpha`. */
export const float = (value: number): Attribute => ({ _tag: 'Float', value })

/** A string: `mode`, `auto_pad`. */
export const text = (value: string): Attribute => ({ _tag: 'Text', value })
