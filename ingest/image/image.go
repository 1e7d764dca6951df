package image

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/jpeg" // the decoders register themselves
	_ "image/png"
	"io"
	"time"

	_ "golang.org/x/image/webp" // see above
)

// Limits bounds what reading one picture may cost. A zero field means its default.
type Limits struct {
	MaxBytes  int64         // size of the file
	MaxPixels int64         // width times height that will be decoded
	MaxMemory int64         // bytes the decoded picture may take
	Timeout   time.Duration // wall-clock time for one file
}

// DefaultLimits fits the cameras of today's telephones.
func DefaultLimits() Limits {
	return Limits{MaxBytes: 64 << 20, MaxPixels: 220_000_000, MaxMemory: 512 << 20, Timeout: 20 * time.Second}
}

func (l Limits) orDefaults() Limits {
	d := DefaultLimits()
	if l.MaxBytes <= 0 {
		l.MaxBytes = d.MaxBytes
	}
	if l.MaxPixels <= 0 {
		l.MaxPixels = d.MaxPixels
	}
	if l.MaxMemory <= 0 {
		l.MaxMemory = d.MaxMemory
	}
	if l.Timeout <= 0 {
		l.Timeout = d.Timeout
	}
	return l
}

// Image is what one picture file tells about itself.
type Image struct {
	Name          string // as given to Read
	Type          Type
	Width, Height int // as shown, after the orientation the file asks for
	Device        Device
	Taken         Time // when the shutter fired, by the device's clock
	Saved         Time // when the file was last written, by its own account
	Place         *Place
	Software      []Software // programs the file names, in order of appearance
	History       []Edit     // steps of editing some programs write down
	Provenance    Provenance
	Container     Container
	Stripped      bool // camera-original in form, but without any metadata
	Quality       *Quality
	Print         *Print // nil when the pixels were not decoded
	Warnings      []string
}

// Device is the camera as it names itself.
type Device struct {
	Make, Model  string
	Serial       string // of the body, when written
	Lens         string
	LensSerial   string
	UniqueImage  string // ImageUniqueID, when written
	HostComputer string
}

// Place is where the device says it was.
type Place struct {
	Latitude, Longitude float64 // degrees, north and east positive
	Time                Time    // from the satellites, always universal time
}

// Edit is one step of a file's editing history.
type Edit struct {
	Action   string // saved, converted, edited ...
	Software string
	When     Time
}

// Print identifies the picture, not anything on it: a 64-bit perceptual hash
// of the whole and of its mirror image.
type Print struct {
	Hash, Mirror uint64
}

// Container is what the file form shows.
type Container struct {
	HasExif, HasXMP, HasIPTC, HasJFIF bool
	Thumbnail                         bool
	ExifWidth, ExifHeight             int // dimensions the metadata claims; 0 when it claims none
	JPEGQuality                       int // 1 to 100 for standard tables; 0 for a maker's own tables
	Progressive                       bool
	Subsampling                       string // "4:2:0" and the like
	Tables                            string // digest of the quantisation tables
	Texts                             []Text // comments and text chunks, clipped
}

// Text is a comment or a text chunk of a file.
type Text struct{ Key, Value string }

// Read recognises and reads one picture of the given size. The name is only
// copied to the result. Errors about the file are of type [*Error].
func Read(ctx context.Context, name string, r io.ReaderAt, size int64, lim Limits) (*Image, error) {
	lim = lim.orDefaults()
	if size <= 0 {
		return nil, fail(Empty, nil)
	}
	if size > lim.MaxBytes {
		return nil, fail(TooLarge, nil)
	}
	ctx, cancel := context.WithTimeout(ctx, lim.Timeout)
	defer cancel()
	type result struct {
		img *Image
		err error
	}
	done := make(chan result, 1)
	go func() {
		img, err := readGuarded(ctx, name, r, size, lim)
		done <- result{img, err}
	}()
	select {
	case res := <-done:
		return res.img, res.err
	case <-ctx.Done():
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return nil, fail(Timeout, ctx.Err())
		}
		return nil, ctx.Err()
	}
}

func readGuarded(ctx context.Context, name string, r io.ReaderAt, size int64, lim Limits) (img *Image, err error) {
	defer func() {
		if p := recover(); p != nil {
			img, err = nil, fail(Damaged, fmt.Errorf("panic while reading a picture: %v", p))
		}
	}()
	raw := make([]byte, size)
	n, err := r.ReadAt(raw, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fail(Damaged, err)
	}
	raw = raw[:n]
	kind := Recognise(raw)
	if kind == "" {
		return nil, fail(Unsupported, nil)
	}
	img = &Image{Name: name, Type: kind}
	box := scan(kind, raw)
	img.Container = box.container
	m := readMetadata(kind, raw, box)
	m.fill(img)
	img.Provenance = provenance(box, m)
	if kind == HEIC {
		img.Width, img.Height = m.width, m.height
		img.warn("HEIC is read for metadata only: no hash, no quality")
		return img, nil
	}
	if err := img.pixels(ctx, raw, m.orientation, lim); err != nil {
		return nil, err
	}
	img.Stripped = looksStripped(img)
	return img, nil
}

// Recognise returns the type of a picture by its first bytes, or "".
func Recognise(head []byte) Type {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		return JPEG
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		return PNG
	case len(head) >= 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP":
		return WebP
	case isHEIF(head):
		return HEIC
	}
	return ""
}

// pixels decodes the picture, after its header has shown that it fits, and
// measures what is left of it.
func (img *Image) pixels(ctx context.Context, raw []byte, orientation int, lim Limits) error {
	cfg, _, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		return decodeError(img.Type, raw, err)
	}
	if cfg.Width <= 0 || cfg.Height <= 0 {
		return fail(Damaged, nil)
	}
	img.Width, img.Height = cfg.Width, cfg.Height
	if orientation >= 5 {
		img.Width, img.Height = cfg.Height, cfg.Width
	}
	n := int64(cfg.Width) * int64(cfg.Height)
	if n > lim.MaxPixels || n*pixelCost(cfg.ColorModel, img.Container)/2 > lim.MaxMemory {
		return fail(TooLarge, fmt.Errorf("%d x %d pixels", cfg.Width, cfg.Height))
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	decoded, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return decodeError(img.Type, raw, err)
	}
	grey := orient(shrink(decoded, measureSide), orientation)
	img.Quality = measure(img, grey)
	img.Print, err = imagePrint(grey)
	if err != nil {
		img.warn("no perceptual hash: %v", err)
	}
	return nil
}

// pixelCost is what the decoders allocate for one pixel, in half bytes. A progressive JPEG is held as coefficients first.
func pixelCost(model color.Model, c Container) int64 {
	switch model {
	case color.GrayModel:
		return 2
	case color.Gray16Model:
		return 4
	case color.RGBA64Model, color.NRGBA64Model:
		return 16
	case color.YCbCrModel:
		cost := int64(6)
		if c.Subsampling == "4:2:0" {
			cost = 3
		}
		if c.Progressive {
			cost *= 5
		}
		return cost
	}
	return 8
}

// decodeError tells a file cut short from a damaged one. The JPEG decoder
// reports both alike, but a whole file has an end marker.
func decodeError(kind Type, raw []byte, err error) error {
	cut := errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF)
	if kind == JPEG && !bytes.Contains(raw[max(0, len(raw)-1<<16):], []byte("\xff\xd9")) {
		cut = true
	}
	if cut {
		return fail(Incomplete, err)
	}
	return fail(Damaged, err)
}

func (img *Image) warn(format string, args ...any) {
	if len(img.Warnings) < 20 {
		img.Warnings = append(img.Warnings, fmt.Sprintf(format, args...))
	}
}
