/** What a training snapshot calls the model, and the average of its transformer's weights, which is what one samples. */
const MODEL = 'diffusion.'
const AVERAGE = 'diffusion_ema.ema_model.'

const within = (names: readonly (readonly [name: string, stored: string])[], prefix: string, to: string) =>
  names.flatMap(([name, stored]) =>
    name.startsWith(prefix) ? [[`${to}${name.slice(prefix.length)}`, stored] as const] : [],
  )

/**
 * The tensors of a file by the names of a published model, each with its name in the file. A `.ckpt` keeps them under
 * `state_dict.`; a snapshot of a training run keeps the model under `diffusion.`, and the average of the transformer's
 * weights, which is preferred, under `diffusion_ema.ema_model.`. Source: stable-audio-tools, `unwrap_model.py` and
 * `DiffusionCondTrainingWrapper.export_model`.
 */
export const modelNames = (stored: readonly string[]): ReadonlyMap<string, string> => {
  const names = stored.map((name) => [name.replace(/^state_dict\./, ''), name] as const)
  return names.some(([name]) => name.startsWith(MODEL))
    ? new Map([...within(names, MODEL, ''), ...within(names, AVERAGE, 'model.')])
    : new Map(names)
}
