import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hubSettings } from '../src/environment/settings.js'
import { readToken, tokenOf } from '../src/environment/token.js'
import { inFolder } from './scene.js'
import { left, right } from './support.js'

describe('the settings', () => {
  it('are those of the hub library', () => {
    const home = '/people/me'
    expect(hubSettings({}, home)).toEqual({
      endpoint: 'https://huggingface.co',
      cache: '/people/me/.cache/huggingface/hub',
      offline: false,
      tokenFile: '/people/me/.cache/huggingface/token',
    })
    expect(hubSettings({ XDG_CACHE_HOME: '/x' }, home)).toMatchObject({
      cache: '/x/huggingface/hub',
      tokenFile: '/x/huggingface/token',
    })
    const env = { XDG_CACHE_HOME: '/x', HF_HOME: '~/hf', HF_HUB_OFFLINE: 'true', HF_ENDPOINT: 'https://mirror' }
    expect(hubSettings(env, home)).toEqual({
      endpoint: 'https://mirror',
      cache: '/people/me/hf/hub',
      offline: true,
      tokenFile: '/people/me/hf/token',
    })
    expect(hubSettings({ HF_HOME: '/h', HUGGINGFACE_HUB_CACHE: '/old', HF_TOKEN_PATH: '/t' }, home)).toMatchObject({
      cache: '/old',
      tokenFile: '/t',
    })
    expect(
      hubSettings({ HF_HUB_CACHE: '/new', HUGGINGFACE_HUB_CACHE: '/old', HF_HUB_OFFLINE: '0' }, home),
    ).toMatchObject({ cache: '/new', offline: false })
  })
})

describe('the token', () => {
  const file = { path: '/hf/token', text: 'hf_file\n' }

  it('is the one asked for, else that of the environment, else that of the file', () => {
    const env = { HF_TOKEN: ' hf_env ', HUGGING_FACE_HUB_TOKEN: 'hf_old' }
    expect(right(tokenOf({ option: 'hf_option', env, file }))).toEqual({ value: 'hf_option', source: 'token' })
    expect(right(tokenOf({ option: ' ', env, file }))).toEqual({ value: 'hf_env', source: 'HF_TOKEN' })
    expect(right(tokenOf({ option: undefined, env: { ...env, HF_TOKEN: '' }, file }))).toEqual({
      value: 'hf_old',
      source: 'HUGGING_FACE_HUB_TOKEN',
    })
    expect(right(tokenOf({ option: undefined, env: {}, file }))).toEqual({ value: 'hf_file', source: '/hf/token' })
    expect(right(tokenOf({ option: undefined, env: {}, file: { ...file, text: undefined } }))).toBeUndefined()
  })

  it('is read from the file only where nothing comes before it', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'token')
      expect(right(await readToken(undefined, {}, path)())).toBeUndefined()
      await writeFile(path, 'hf_file\n')
      expect(right(await readToken(undefined, {}, path)())).toEqual({ value: 'hf_file', source: path })
      const taken = join(folder, 'folder')
      await mkdir(taken)
      expect(right(await readToken('hf_option', {}, taken)())?.value).toBe('hf_option')
      expect(left(await readToken(undefined, {}, taken)())).toEqual({
        _tag: 'BadToken',
        source: taken,
        wrong: 'cannot be read',
      })
      await writeFile(path, 'two words')
      expect(left(await readToken(undefined, {}, path)())).toMatchObject({ _tag: 'BadToken', source: path })
    })
  })
})
