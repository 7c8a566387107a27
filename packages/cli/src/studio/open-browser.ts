import { spawn } from 'node:child_process'

/** What opens an address in a browser here; `null` where nobody would see it. */
const openerOf = (env: Readonly<Record<string, string | undefined>>): readonly [string, ...string[]] | null => {
  if (process.platform === 'darwin') return ['open']
  if (process.platform === 'win32') return ['explorer.exe']
  const shown = env['DISPLAY'] ?? env['WAYLAND_DISPLAY'] ?? ''
  return shown === '' ? null : ['xdg-open']
}

/** Opens an address in a browser, if there is one; whoever sees none opens the address that was printed. */
export const openInBrowser = (address: string, env: Readonly<Record<string, string | undefined>>): Promise<void> =>
  new Promise((resolve) => {
    const opener = openerOf(env)
    if (opener === null) return resolve()
    const [program, ...args] = opener
    const opened = spawn(program, [...args, address], { stdio: 'ignore', detached: true })
    opened.once('error', () => resolve())
    opened.once('spawn', () => {
      opened.unref()
      resolve()
    })
  })
