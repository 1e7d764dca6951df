package normal

import (
	"errors"
	"image"
	"math"
	"slices"
)

// ErrImage is returned by PHash for an image that has no content to hash.
var ErrImage = errors.New("image: empty, or larger than 100 million pixels")

const (
	maxPixels  = 100_000_000
	hashSide   = 32 // the image is reduced to 32 x 32 grey values
	hashBlock  = 8  // of whose cosine transform the 8 x 8 lowest frequencies count
	maxSamples = 512
)

// PHash returns the 64-bit perceptual hash of a whole image: grey values
// reduced to 32 x 32 by area, cosine transform, one bit for each of the 63
// lowest frequencies that lies above their median; the bit of the constant term
// is zero. Copies that were scaled, recompressed or slightly recoloured differ
// in few bits; 6 or fewer is a usual bar. It looks at pictures,
// never at faces. Plain images (one colour) hash to 0 and must not be joined.
func PHash(img image.Image) (uint64, error) { return phash(img, false) }

// PHashMirror is the hash of the mirror image (left and right exchanged), so
// that a mirrored copy is found by comparing its hash with this one.
func PHashMirror(img image.Image) (uint64, error) { return phash(img, true) }

func phash(img image.Image, mirror bool) (uint64, error) {
	if img == nil {
		return 0, ErrImage
	}
	b := img.Bounds()
	if b.Empty() || int64(b.Dx())*int64(b.Dy()) > maxPixels {
		return 0, ErrImage
	}
	grey := reduceGrey(img)
	if mirror {
		for y := range hashSide {
			slices.Reverse(grey[y*hashSide : (y+1)*hashSide])
		}
	}
	return hashOf(lowFrequencies(&grey)), nil
}

// reduceGrey averages the image over 32 x 32 fields. Of very large images at
// most 512 x 512 evenly spaced pixels are read.
func reduceGrey(img image.Image) [hashSide * hashSide]float64 {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	nx, ny := max(hashSide, min(w, maxSamples)), max(hashSide, min(h, maxSamples))
	var sum [hashSide * hashSide]float64
	var count [hashSide * hashSide]float64
	for j := range ny {
		y := b.Min.Y + (2*j+1)*h/(2*ny)
		row := j * hashSide / ny
		for i := range nx {
			x := b.Min.X + (2*i+1)*w/(2*nx)
			k := row*hashSide + i*hashSide/nx
			sum[k] += greyAt(img, x, y)
			count[k]++
		}
	}
	for k := range sum {
		sum[k] /= count[k]
	}
	return sum
}

// greyAt is the luma of ITU-R BT.601, 0 to 255, on a white ground.
func greyAt(img image.Image, x, y int) float64 {
	switch p := img.(type) {
	case *image.YCbCr:
		return float64(p.Y[p.YOffset(x, y)])
	case *image.Gray:
		return float64(p.Pix[p.PixOffset(x, y)])
	}
	r, g, b, a := img.At(x, y).RGBA()
	white := float64(0xffff - a)
	return (0.299*(float64(r)+white) + 0.587*(float64(g)+white) + 0.114*(float64(b)+white)) / 257
}

// lowFrequencies returns the 8 x 8 lowest terms of the cosine transform.
func lowFrequencies(grey *[hashSide * hashSide]float64) [hashBlock * hashBlock]float64 {
	cosines := cosineTable()
	var rows [hashSide * hashBlock]float64
	for y := range hashSide {
		for u := range hashBlock {
			s := 0.0
			for x := range hashSide {
				s += grey[y*hashSide+x] * cosines[u][x]
			}
			rows[y*hashBlock+u] = s
		}
	}
	var out [hashBlock * hashBlock]float64
	for v := range hashBlock {
		for u := range hashBlock {
			s := 0.0
			for y := range hashSide {
				s += rows[y*hashBlock+u] * cosines[v][y]
			}
			out[v*hashBlock+u] = s
		}
	}
	return out
}

func cosineTable() (t [hashBlock][hashSide]float64) {
	for u := range hashBlock {
		for x := range hashSide {
			t[u][x] = math.Cos(math.Pi * float64(2*x+1) * float64(u) / (2 * hashSide))
		}
	}
	return t
}

// hashOf sets a bit for each term above the median of all but the constant one.
func hashOf(terms [hashBlock * hashBlock]float64) uint64 {
	flat := true
	for i := range terms {
		if math.Abs(terms[i]) < 1 { // less than a thousandth of a grey level: rounding
			terms[i] = 0
		}
		flat = flat && (i == 0 || terms[i] == 0)
	}
	if flat {
		return 0
	}
	sorted := slices.Clone(terms[1:])
	slices.Sort(sorted)
	median := sorted[len(sorted)/2]
	var h uint64
	for i, v := range terms {
		if i > 0 && v > median {
			h |= 1 << (63 - i)
		}
	}
	return h
}
