import { createRequire } from 'node:module'

/** The version of the engine, from its manifest: it is not loaded for that; `null` where it is not installed. */
export const engineVersion = (): string | null => {
  try {
    const manifest: unknown = createRequire(import.meta.url)('onnxruntime-node/package.json')
    const isNamed = typeof manifest === 'object' && manifest !== null && 'version' in manifest
    return isNamed && typeof manifest.version === 'string' ? manifest.version : null
  } catch {
    return null
  }
}
