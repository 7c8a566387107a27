import { resolve } from 'node:path'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { describeStoreError } from '../../src/store/describe.js'
import { openStore } from '../../src/store/open-store.js'

const nameOf = (text: string): string => {
  const opened = openStore(text)
  if (E.isLeft(opened)) expect.fail(describeStoreError(opened.left))
  return opened.right.name
}

const refusalOf = (text: string): string => {
  const opened = openStore(text)
  if (E.isRight(opened)) expect.fail(`it is ${opened.right.name}`)
  return describeStoreError(opened.left)
}

describe('a store that is typed', () => {
  it.each([
    ['a folder', resolve('a folder')],
    ['./farm', resolve('farm')],
    ['/', '/'],
    ['s3:/x', resolve('s3:/x')],
    ['s3://bucket', 's3://bucket'],
    ['S3://bucket/', 's3://bucket'],
    ['s3://my.bucket-1/farm/Two/', 's3://my.bucket-1/farm/Two'],
    ['s3://bucket/farm?endpoint=http://127.0.0.1:9000&region=eu-central-1', 's3://bucket/farm'],
    ['s3://bucket?endpoint=https%3A%2F%2Fstore.example%2F', 's3://bucket'],
  ])('as "%s" is %s', (text, name) => {
    expect(nameOf(text)).toBe(name)
  })

  it.each([
    ['', 'its name is empty; give a folder, or s3://'],
    [' ', 'its name is empty; give a folder'],
    ['gs://bucket', 'nothing can be stored at gs://; give a folder, or s3://'],
    ['https://bucket.s3.example', 'nothing can be stored at https://; give'],
    ['s3://', 'it has no name of a bucket; give one of 3 to 63'],
    ['s3://Bucket/x', 'it has no name of a bucket; give'],
    ['s3://bucket:9000/x', 'it has no name of a bucket; give'],
    ['s3://[bucket', 'it is no address; give s3://'],
    ['s3://bucket/a//b', 'its prefix is none; give names'],
    ['s3://bucket/.a', 'its prefix is none; give names'],
    ['s3://bucket/a b', 'its prefix is none; give names'],
    ['s3://bucket/a?profile=secret-thing', 'it has something else in it than a place; give s3://'],
    ['s3://bucket/a#secret-thing', 'it has something else in it than a place; give s3://'],
    ['s3://bucket?region=Europe', 'region is no name of one; give one such as eu-central-1'],
    ['s3://bucket?endpoint=localhost:9000', 'endpoint is no address of a server; give one such as http://'],
    ['s3://bucket?endpoint=http://a/b', 'endpoint is no address of a server; give one such as http://'],
    ['s3://me:secret-thing@bucket/x', 'its address has a name or a password in it, which would be shown; give s3://'],
    ['s3://bucket?endpoint=http://me:secret-thing@a', 'its address has a name or a password in it'],
  ])('as "%s" is refused: %s', (text, said) => {
    const line = refusalOf(text)
    expect(line.startsWith(said)).toBe(true)
    expect(line).not.toContain('secret-thing')
  })
})
