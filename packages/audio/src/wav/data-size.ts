/** What a header says of its samples, in bytes, and what is there. */
interface DataClaim {
  readonly claimed: number
  readonly available: number
  /** Whether the file's own size agrees with there being no more. */
  readonly closed: boolean
  /** Whether another chunk begins so many bytes further. */
  readonly chunkFollows: (behind: number) => boolean
}

/** How far below (or above) a power of two a size is that was derived from a placeholder there. */
const margin = 2 ** 17

/**
 * Writers that cannot seek back leave the largest number that they know in the size fields, or one derived from it:
 * less the header, or rounded down to whole frames (0x7FFFFFFF, 0x7FFFF000, 0xFFFFFFFF, 0xFFFFFFDB, all ones in 64
 * bits).
 */
const isPlaceholder = (size: number): boolean =>
  Math.abs(size - 2 ** 31) <= margin || (size >= 2 ** 32 - margin && size <= 2 ** 32) || size >= 2 ** 62

/**
 * How many bytes of samples there are: what the header claims, unless it was left without its sizes, or they wrapped at
 * 4 GiB, or it claims more than is there. Then all to the end of the file; of the last a remark.
 */
export const dataSize = ({
  claimed,
  available,
  closed,
  chunkFollows,
}: DataClaim): { readonly size: number; readonly remark: string | undefined } => {
  const all = { size: available, remark: undefined }
  if (claimed > available)
    return isPlaceholder(claimed)
      ? all
      : { size: available, remark: `its header promises ${claimed} bytes of samples and ${available} are there` }
  if (claimed === 0 && !closed) return all
  const more = available - claimed
  if (more > 1 && (isPlaceholder(claimed) || more % 2 ** 32 === 0) && !chunkFollows(claimed)) return all
  return { size: claimed, remark: undefined }
}
