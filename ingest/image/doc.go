// Package image reads pictures people send as evidence: identity documents,
// selfies, proofs of address, as JPEG, PNG, WebP or HEIC.
//
// The idea: a picture file tells much about its own making that has nothing to
// do with who is on it. [Read] reports the device and the time zone of its
// clock, the programs that touched it, whether a content credential or a
// generator's mark says it was made or changed by a model, whether metadata was
// taken out of a file that otherwise looks as a camera wrote it, how sharp and
// large it is, and a perceptual hash of the whole picture and of its mirror
// image, so that one photograph sent by two people is found again.
//
//	img, err := image.Read(ctx, "licence.jpg", file, size, image.DefaultLimits())
//	var e *image.Error
//	if errors.As(err, &e) && e.Code == image.TooLarge { ... }
//	if img.Provenance.Generated { ... }
//
// Limits. Nothing here looks at a face, a person or the words on a document:
// no recognition of any kind. Everything in metadata can be written at will,
// and honest files lose it all the time: messengers and portals strip it. A
// content credential is found and read, its signature is not checked. HEIC and
// HEIF are read for metadata only and have neither hash nor quality.
package image

// Type is a recognised kind of picture file. The list is closed: [Types].
type Type string

// The types this package reads.
const (
	JPEG Type = "jpeg" // JPEG/JFIF/Exif
	PNG  Type = "png"  // Portable Network Graphics
	WebP Type = "webp" // WebP, lossy or lossless
	HEIC Type = "heic" // HEIC, HEIF and AVIF: metadata only
)

// Types lists every type [Read] understands, in a fixed order.
func Types() []Type { return []Type{JPEG, PNG, WebP, HEIC} }
