/**
 * Whether a path of a repository stays inside its folder on every system: relative, with slashes, no empty part, no `.`
 * or `..`, no drive, no backslash and no control character.
 */
export const isSafePath = (path: string): boolean =>
  path.length <= 1024 &&
  !/[\\:\p{Cc}]/u.test(path) &&
  path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
