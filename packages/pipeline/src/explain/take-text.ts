/** How a take is told of: by its seed, and those that it went on with. */
export const takeText = ({ seed, forks }: { readonly seed: number; readonly forks?: string | undefined }): string =>
  forks === undefined ? `seed ${seed}` : `seed ${seed}, then ${forks}`
