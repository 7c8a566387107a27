/**
 * The engine, onnxruntime-node, is an optional dependency: where its install script fails, since it fetches a GPU runtime
 * from a host that is not the registry, the installation goes on without it, and the first session says so.
 */

/** How the engine is brought, without the GPU runtime. */
const remedy =
  'the engine onnxruntime-node is not installed here; install it with ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node, ' +
  'which leaves out the GPU runtime that its install script fetches (docs/installing.md)'

/** What to do where a program ended because the engine is not there, from what it said; undefined where it ended otherwise. */
export const missingEngine = (output: string): string | undefined =>
  /Cannot find (package|module) .*onnxruntime/.test(output) ? remedy : undefined
