// Package objects takes files from a bucket of an object store into a folder, as
// a platform's warehouse writes them there: Amazon S3 and whatever speaks its
// protocol (MinIO, Ceph, Google Cloud Storage's XML interface, Cloudflare R2).
//
//	folder := &objects.Folder{Dir: "new", Bucket: bucket, Now: time.Now}
//	told, err := folder.Update(ctx)
//
// Only listing and getting are asked for; nothing is ever written to a bucket.
// Requests are signed with AWS Signature Version 4
// (https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html).
//
// What was taken is remembered beside the files by key and entity tag, so that
// the next run takes only what is new or has changed. A date would not do: an
// object that was uploaded in parts is dated at its first part, and can appear
// after younger ones. A line is remembered once its file is safe on disk; a run
// that ends half-way goes on where it was.
package objects
