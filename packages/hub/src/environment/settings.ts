import { join, resolve } from 'node:path'

/** Environment variables by their names. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What the environment says of the hub, in the hub's own variables. */
export interface HubSettings {
  /** Address of the hub: `HF_ENDPOINT`. */
  readonly endpoint: string
  /** Folder of the cache: `HF_HUB_CACHE`, or `hub` in `HF_HOME`. */
  readonly cache: string
  /** Whether the network is to be left alone: `HF_HUB_OFFLINE`. */
  readonly offline: boolean
  /** Where "hf auth login" puts the token: `HF_TOKEN_PATH`, or `token` in `HF_HOME`. */
  readonly tokenFile: string
}

const nonBlank = (value: string | undefined): string | undefined =>
  value === undefined || value.trim() === '' ? undefined : value

/** A folder as a variable gives it, `~` being `home`; none where the variable is not set or blank. */
export const pathGiven = (value: string | undefined, home: string): string | undefined =>
  nonBlank(value)?.replace(/^~(?=$|[/\\])/, () => home)

/**
 * Settings from the environment `env` and the home folder `home`, as Python's huggingface_hub takes them, so that both
 * share one cache. Source: huggingface_hub, `constants.py`.
 */
export const hubSettings = (env: Environment, home: string): HubSettings => {
  const path = (value: string | undefined): string | undefined => pathGiven(value, home)
  const base = path(env['HF_HOME']) ?? join(path(env['XDG_CACHE_HOME']) ?? join(home, '.cache'), 'huggingface')
  return {
    endpoint: nonBlank(env['HF_ENDPOINT']) ?? 'https://huggingface.co',
    cache: resolve(path(env['HF_HUB_CACHE']) ?? path(env['HUGGINGFACE_HUB_CACHE']) ?? join(base, 'hub')),
    offline: /^(?:1|on|yes|true)$/i.test(env['HF_HUB_OFFLINE'] ?? ''),
    tokenFile: resolve(path(env['HF_TOKEN_PATH']) ?? join(base, 'token')),
  }
}
