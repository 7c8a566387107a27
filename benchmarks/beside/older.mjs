// An older commit of this repository, checked out and built once beside other temporary files.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const run = (cwd, program, ...args) => spawnSync(program, args, { cwd, encoding: 'utf8' })

const must = (what, { status, stdout, stderr }) => {
  if (status === 0) return stdout.trim()
  console.error(`${what}:\n${stderr || stdout}`)
  process.exit(1)
}

/** The folder of a commit, built: what `git worktree add` and `npm run setup` make. */
export const builtCommit = (name) => {
  const commit = must(`There is no commit "${name}" here`, run('.', 'git', 'rev-parse', '--verify', `${name}^{commit}`))
  const folder = join(tmpdir(), 'sigmastream-beside-built', commit)
  if (!existsSync(folder)) {
    console.error(`building ${commit.slice(0, 8)} in ${folder}`)
    must('It cannot be checked out', run('.', 'git', 'worktree', 'add', '--detach', folder, commit))
  }
  must('It cannot be built', run(folder, process.execPath, 'scripts/setup.mjs'))
  return folder
}
