/** What onnxruntime calls each device: the name of its execution provider. */
export const providers = { cpu: 'cpu', cuda: 'cuda', coreml: 'coreml', directml: 'dml', webgpu: 'webgpu' } as const

/** Where a graph is computed. */
export type Device = keyof typeof providers

/**
 * Whether it is the name of a device.
 *
 * @internal
 */
export const isDevice = (name: string): name is Device => Object.hasOwn(providers, name)

/** Why a device cannot be had, after its name, where this build of onnxruntime has it not. */
export const notBuiltIn = `is not in this onnxruntime for ${process.platform} ${process.arch}`

/** Every device, whether it is here or not. */
export const devices: readonly Device[] = Object.keys(providers).filter(isDevice)
