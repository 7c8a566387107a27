// `sigmastream` as a user runs it, from the build.
import { spawn } from 'node:child_process'

const running = new Set()

/** Starts it; `ended` says with what it ends and what it has printed. It ends with this process. */
export const start = (words, env = {}) => {
  const program = ['packages/cli/bin/sigmastream.js', ...words.map(String)]
  const child = spawn(process.execPath, program, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  let [told, said] = ['', '']
  child.stdout.on('data', (text) => (told += text))
  child.stderr.on('data', (text) => (said += text))
  const ended = new Promise((resolve) =>
    child.on('close', (exit) => {
      running.delete(child)
      resolve({ exit, told, said })
    }),
  )
  return { child, ended, said: () => said }
}

process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Runs it to its end, which must be a good one: what it has printed. */
export const run = async (words, env) => {
  const { exit, told, said } = await start(words, env).ended
  if (exit !== 0) throw new Error(`sigmastream ${words.join(' ')}: exit ${exit}\n${told}${said}`)
  return told
}
