/**
 * Differential attention has two queries and two keys: fused, the single file has their rows as q, k, v, q', k', and
 * diffusers as q, q', k, k', v. Which group of diffusers' comes first in the single file, and so on.
 */
export const FUSED_GROUPS = [0, 2, 4, 1, 3] as const
