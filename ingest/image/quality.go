package image

import (
	"image"
	"math"

	"muster/normal"
)

// measureSide is the longer side pictures are brought to before they are
// measured, so that figures of different cameras can be compared.
const measureSide = 1000

// Quality is what the pixels allow.
type Quality struct {
	Megapixels float64
	// Sharpness is the variance of the Laplacian over 8-bit grey values at
	// 1,000 pixels on the longer side. Below about 30 small print is not
	// readable; a sharp page has several hundred.
	Sharpness float64
	Contrast  float64 // standard deviation of the grey values, 0 to 127
	Aspect    float64 // longer over shorter side
	// CameraAspect is false for a shape no camera gives: cropped, or a
	// screenshot.
	CameraAspect bool
	// Resized is true when the metadata claims other dimensions than the file
	// has: it was cropped or scaled after it was taken.
	Resized bool
}

func measure(img *Image, grey *image.Gray) *Quality {
	w, h := float64(img.Width), float64(img.Height)
	q := &Quality{Megapixels: math.Round(w*h/1e4) / 100, Aspect: math.Max(w, h) / math.Min(w, h)}
	q.Sharpness, q.Contrast = laplacian(grey)
	for _, a := range []float64{1, 4.0 / 3, 3.0 / 2, 16.0 / 9, 5.0 / 4, 18.5 / 9, 20.0 / 9, 2} {
		if math.Abs(q.Aspect-a)/a < 0.012 {
			q.CameraAspect = true
		}
	}
	ew, eh := img.Container.ExifWidth, img.Container.ExifHeight
	if ew > 0 && eh > 0 {
		same := ew == img.Width && eh == img.Height || ew == img.Height && eh == img.Width
		q.Resized = !same
	}
	return q
}

// laplacian returns the variance of the second derivative and the standard
// deviation of the values themselves.
func laplacian(g *image.Gray) (variance, contrast float64) {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	var sum, sum2, n, val, val2 float64
	for y := 1; y < h-1; y++ {
		for x := 1; x < w-1; x++ {
			i := y*g.Stride + x
			c := float64(g.Pix[i])
			d := 4*c - float64(g.Pix[i-1]) - float64(g.Pix[i+1]) - float64(g.Pix[i-g.Stride]) - float64(g.Pix[i+g.Stride])
			sum += d
			sum2 += d * d
			val += c
			val2 += c * c
			n++
		}
	}
	if n == 0 {
		return 0, 0
	}
	round := func(v float64) float64 { return math.Round(v*10) / 10 }
	return round(sum2/n - sum/n*sum/n), round(math.Sqrt(math.Max(0, val2/n-val/n*val/n)))
}

// shrink returns the grey values of a picture with at most side pixels on its
// longer side, averaged over the pixels each stands for.
func shrink(src image.Image, side int) *image.Gray {
	b := src.Bounds()
	w, h := b.Dx(), b.Dy()
	scale := math.Min(1, float64(side)/float64(max(w, h)))
	dw, dh := max(1, int(float64(w)*scale)), max(1, int(float64(h)*scale))
	dst := image.NewGray(image.Rect(0, 0, dw, dh))
	row := rows(src)
	sums, counts := make([]int, dw), make([]int, dw)
	line := make([]uint8, w)
	for y := range dh {
		clear(sums)
		clear(counts)
		for sy := y * h / dh; sy < max((y+1)*h/dh, y*h/dh+1); sy++ {
			grey := row(b.Min.Y+sy, line)
			for x := range dw {
				x0, x1 := x*w/dw, max((x+1)*w/dw, x*w/dw+1)
				for _, v := range grey[x0:x1] {
					sums[x] += int(v)
				}
				counts[x] += x1 - x0
			}
		}
		for x := range dw {
			dst.Pix[y*dst.Stride+x] = uint8(sums[x] / counts[x])
		}
	}
	return dst
}

// rows returns a reader of whole lines of grey values. The brightness plane of
// a JPEG is read where it lies; other pictures are converted into line.
func rows(src image.Image) func(y int, line []uint8) []uint8 {
	b := src.Bounds()
	switch p := src.(type) {
	case *image.YCbCr:
		return func(y int, line []uint8) []uint8 { return p.Y[p.YOffset(b.Min.X, y):][:len(line)] }
	case *image.Gray:
		return func(y int, line []uint8) []uint8 { return p.Pix[p.PixOffset(b.Min.X, y):][:len(line)] }
	}
	at := luma(src)
	return func(y int, line []uint8) []uint8 {
		for x := range line {
			line[x] = uint8(at(b.Min.X+x, y))
		}
		return line
	}
}

// luma returns a fast reader of grey values for the picture at hand; what is
// transparent counts as white paper.
func luma(src image.Image) func(x, y int) int {
	switch p := src.(type) {
	case *image.NRGBA:
		return func(x, y int) int {
			i := p.PixOffset(x, y)
			r, g, b, a := int(p.Pix[i]), int(p.Pix[i+1]), int(p.Pix[i+2]), int(p.Pix[i+3])
			return ((299*r+587*g+114*b)/1000*a + 255*(255-a)) / 255
		}
	}
	return func(x, y int) int {
		r, g, b, a := src.At(x, y).RGBA()
		return (299*int(r) + 587*int(g) + 114*int(b) + 1000*(0xffff-int(a))) / 1000 >> 8
	}
}

// orient turns and mirrors the picture as the Exif orientation asks for.
func orient(g *image.Gray, orientation int) *image.Gray {
	if orientation <= 1 || orientation > 8 {
		return g
	}
	w, h := g.Rect.Dx(), g.Rect.Dy()
	dw, dh := w, h
	if orientation >= 5 {
		dw, dh = h, w
	}
	dst := image.NewGray(image.Rect(0, 0, dw, dh))
	for y := range h {
		for x := range w {
			dx, dy := x, y
			switch orientation {
			case 2:
				dx = w - 1 - x
			case 3:
				dx, dy = w-1-x, h-1-y
			case 4:
				dy = h - 1 - y
			case 5:
				dx, dy = y, x
			case 6:
				dx, dy = h-1-y, x
			case 7:
				dx, dy = h-1-y, w-1-x
			case 8:
				dx, dy = y, w-1-x
			}
			dst.Pix[dy*dst.Stride+dx] = g.Pix[y*g.Stride+x]
		}
	}
	return dst
}

func imagePrint(grey *image.Gray) (*Print, error) {
	hash, err := normal.PHash(grey)
	if err != nil {
		return nil, err
	}
	mirror, err := normal.PHashMirror(grey)
	if err != nil {
		return nil, err
	}
	return &Print{hash, mirror}, nil
}

// looksStripped reports a JPEG as a camera writes it, in size and tables, that
// carries none of the metadata cameras write. Whatever re-encodes on the way
// (messengers, portals) scales down or uses the common library's tables and
// its JFIF header, and is not reported.
func looksStripped(img *Image) bool {
	c := img.Container
	if img.Type != JPEG || c.HasExif || c.HasXMP || c.HasIPTC || img.Provenance.Credential || c.Progressive {
		return false
	}
	if img.Quality == nil || img.Quality.Megapixels < 3 || !img.Quality.CameraAspect {
		return false
	}
	long, short := max(img.Width, img.Height), min(img.Width, img.Height)
	return c.JPEGQuality == 0 && !c.HasJFIF && long%8 == 0 && short%8 == 0
}
