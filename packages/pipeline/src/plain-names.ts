import { RenderException, renameFields } from './errors.js'

/** What this face calls what elsewhere has another name. */
const plainNames: Readonly<Record<string, string>> = { clip: 'recording', exemplars: 'learnFrom', output: 'path' }

const withPlainNames = renameFields((name) => plainNames[name] ?? name)

/** Whatever rejects with an error of this package does so in the names of this face. */
export const inPlainNames = async <A>(make: () => Promise<A>): Promise<A> => {
  try {
    return await make()
  } catch (cause) {
    throw cause instanceof RenderException ? new RenderException(withPlainNames(cause.error)) : cause
  }
}
