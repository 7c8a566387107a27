/**
 * Whether a path of a repository stays inside its folder on every system: relative, with slashes, no empty part, no `.`
 * or `..`, no drive, no backslash, no control character, and no half of a surrogate pair, which no address can have.
 */
export const isSafePath = (path: string): boolean =>
  path.length <= 1024 &&
  !/[\\:\p{Cc}\p{Cs}]/u.test(path) &&
  path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
