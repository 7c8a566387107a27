/** Where a bucket is, and what part of it is a store. */
export interface S3Place {
  readonly bucket: string
  /** What all keys begin with, without a `/` at its end; empty where the whole bucket is the store. */
  readonly prefix: string
  /** The address of a server that speaks S3 and is not Amazon's, such as `http://127.0.0.1:9000`. */
  readonly endpoint?: string
  /** Where Amazon keeps the bucket, such as `eu-central-1`; without it what the environment says. */
  readonly region?: string
}

/** A place as a person sees it. */
export const nameOfPlace = ({ bucket, prefix }: S3Place): string => `s3://${bucket}${prefix === '' ? '' : `/${prefix}`}`

/** An object as the client names it. */
export interface S3Object {
  readonly Bucket: string
  readonly Key: string
}
