package fileform

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

// Camera is what a camera writes into a picture file. Empty values are left
// out.
type Camera struct {
	Make, Model, Serial string
	Software            string
	Taken               time.Time // local time as the clock of the camera had it
	Offset              bool      // also write the clock's offset from UTC
	Located             bool
	Latitude, Longitude float64
}

// Pattern draws a picture of soft shapes that differs for every seed, in the
// coarse outline as well as in the detail.
func Pattern(seed uint64, width, height int) image.Image {
	const waves = 12
	r := rand.New(rand.NewPCG(seed, seed^0x9e3779b97f4a7c15))
	across, down := cosines(width, waves), cosines(height, waves)
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	line := make([]float64, waves) // one row's weights of the waves across
	for c := range 3 {
		var weight [waves][waves]float64
		for i := range waves {
			for j := range waves {
				weight[i][j] = r.NormFloat64() / math.Sqrt(float64(1+i+j))
			}
		}
		for y := range height {
			for i := range waves {
				line[i] = 0
				for j := range waves {
					line[i] += weight[i][j] * down[j][y]
				}
			}
			for x := range width {
				sum := 0.0
				for i := range waves {
					sum += line[i] * across[i][x]
				}
				img.Pix[img.PixOffset(x, y)+c] = uint8(max(0, min(255, 128+25*sum)))
				img.Pix[img.PixOffset(x, y)+3] = 255
			}
		}
	}
	return img
}

func cosines(n, waves int) [][]float64 {
	table := make([][]float64, waves)
	for k := range table {
		table[k] = make([]float64, n)
		for i := range table[k] {
			table[k][i] = math.Cos(math.Pi * float64(k) * (float64(i) + 0.5) / float64(n))
		}
	}
	return table
}

// JPEG encodes a picture; with a camera its tags are written too.
func JPEG(img image.Image, quality int, camera *Camera) ([]byte, error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("write jpeg: %w", err)
	}
	data := b.Bytes()
	if camera == nil {
		return data, nil
	}
	tags := append([]byte("Exif\x00\x00"), camera.tags()...)
	if len(tags) > 65_000 {
		return nil, fmt.Errorf("write jpeg: %d bytes of tags are too many for one segment", len(tags))
	}
	segment := []byte{0xff, 0xe1, byte((len(tags) + 2) >> 8), byte(len(tags) + 2)}
	return slices.Concat(data[:2], segment, tags, data[2:]), nil
}

// entry is one tag with its value as bytes; values longer than four bytes
// stand after the directory.
type entry struct {
	tag, kind uint16
	count     uint32
	value     []byte
}

func text(tag uint16, s string) entry {
	return entry{tag, 2, uint32(len(s) + 1), append([]byte(s), 0)}
}

func long(tag uint16, n uint32) entry {
	return entry{tag, 4, 1, binary.LittleEndian.AppendUint32(nil, n)}
}

// tags writes the camera's directory tree in TIFF form, little-endian.
func (c *Camera) tags() []byte {
	var main, detail, place []entry
	add := func(to *[]entry, tag uint16, value string) {
		if value != "" {
			*to = append(*to, text(tag, value))
		}
	}
	add(&main, 0x010f, c.Make)
	add(&main, 0x0110, c.Model)
	add(&main, 0x0131, c.Software)
	if !c.Taken.IsZero() {
		taken := c.Taken.Format("2006:01:02 15:04:05")
		add(&main, 0x0132, taken)
		add(&detail, 0x9003, taken)
		if c.Offset {
			add(&detail, 0x9011, c.Taken.Format("-07:00"))
		}
	}
	add(&detail, 0xa431, c.Serial)
	if c.Located {
		place = append(place, text(1, sideOf(c.Latitude, "N", "S")), degrees(2, c.Latitude), text(3, sideOf(c.Longitude, "E", "W")), degrees(4, c.Longitude))
	}
	// Sizes are known before positions: lay the directories out in turn.
	const start = 8
	pointers := 0
	if len(detail) > 0 {
		pointers++
	}
	if len(place) > 0 {
		pointers++
	}
	mainSize := size(main) + 12*pointers
	if len(detail) > 0 {
		main = append(main, long(0x8769, uint32(start+mainSize)))
	}
	if len(place) > 0 {
		main = append(main, long(0x8825, uint32(start+mainSize+sizeIfAny(detail))))
	}
	out := []byte("II\x2a\x00\x08\x00\x00\x00")
	out = directory(out, main)
	if len(detail) > 0 {
		out = directory(out, detail)
	}
	if len(place) > 0 {
		out = directory(out, place)
	}
	return out
}

func sideOf(degrees float64, positive, negative string) string {
	if degrees < 0 {
		return negative
	}
	return positive
}

// degrees writes an angle as degrees, minutes and hundredths of seconds.
func degrees(tag uint16, angle float64) entry {
	hundredths := uint32(math.Round(math.Abs(angle) * 360_000))
	var b []byte
	for _, part := range [][2]uint32{{hundredths / 360_000, 1}, {hundredths / 6000 % 60, 1}, {hundredths % 6000, 100}} {
		b = binary.LittleEndian.AppendUint32(b, part[0])
		b = binary.LittleEndian.AppendUint32(b, part[1])
	}
	return entry{tag, 5, 3, b}
}

// size is the length of a directory with its values, each padded to an even
// length.
func size(entries []entry) int {
	n := 2 + 12*len(entries) + 4
	for _, e := range entries {
		if len(e.value) > 4 {
			n += len(e.value) + len(e.value)%2
		}
	}
	return n
}

func sizeIfAny(entries []entry) int {
	if len(entries) == 0 {
		return 0
	}
	return size(entries)
}

func directory(out []byte, entries []entry) []byte {
	values := uint32(len(out) + 2 + 12*len(entries) + 4)
	var after []byte
	out = binary.LittleEndian.AppendUint16(out, uint16(len(entries)))
	for _, e := range entries {
		out = binary.LittleEndian.AppendUint16(out, e.tag)
		out = binary.LittleEndian.AppendUint16(out, e.kind)
		out = binary.LittleEndian.AppendUint32(out, e.count)
		if len(e.value) <= 4 {
			out = append(out, e.value...)
			out = append(out, make([]byte, 4-len(e.value))...)
			continue
		}
		out = binary.LittleEndian.AppendUint32(out, values+uint32(len(after)))
		after = append(after, e.value...)
		after = append(after, make([]byte, len(e.value)%2)...)
	}
	out = binary.LittleEndian.AppendUint32(out, 0)
	return append(out, after...)
}
