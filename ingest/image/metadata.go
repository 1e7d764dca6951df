package image

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/bep/imagemeta"
)

// metadata is what Exif, IPTC and XMP say, before it is judged.
type metadata struct {
	exif, iptc    map[string]any
	xmp           xmpFacts
	width, height int
	orientation   int
	warnings      []string
}

// readMetadata reads the tags with the library and XMP by ourselves: the
// library does not follow the structures that hold the editing history.
func readMetadata(kind Type, raw []byte, box *scanned) *metadata {
	m := &metadata{exif: map[string]any{}, iptc: map[string]any{}, orientation: 1}
	formats := map[Type]imagemeta.ImageFormat{JPEG: imagemeta.JPEG, PNG: imagemeta.PNG, WebP: imagemeta.WebP, HEIC: imagemeta.HEIF}
	found := 0
	result, err := imagemeta.Decode(imagemeta.Options{
		R:            bytes.NewReader(raw),
		ImageFormat:  formats[kind],
		Sources:      imagemeta.EXIF | imagemeta.IPTC | imagemeta.XMP | imagemeta.CONFIG,
		LimitNumTags: 2000,
		LimitTagSize: 64 << 10,
		HandleTag: func(t imagemeta.TagInfo) error {
			found++
			switch t.Source {
			case imagemeta.EXIF:
				if _, seen := m.exif[t.Tag]; !seen {
					m.exif[t.Tag] = t.Value
				}
			case imagemeta.IPTC:
				m.iptc[t.Tag] = t.Value
			}
			return nil
		},
		ShouldHandleTag: func(t imagemeta.TagInfo) bool {
			if strings.HasPrefix(t.Namespace, "IFD1") {
				box.container.Thumbnail = true
				return false
			}
			return t.Tag != "MakerNote" && t.Tag != "PrintImageMatching"
		},
		HandleXMP: func(r io.Reader) error {
			b, err := io.ReadAll(r)
			if err == nil && len(box.xmp) == 0 {
				box.container.HasXMP = true
				box.packet(b)
			}
			return err
		},
	})
	if err != nil && found > 0 {
		m.warnings = append(m.warnings, "metadata could not be read in full")
	}
	m.width, m.height = result.ImageConfig.Width, result.ImageConfig.Height
	for _, packet := range box.xmp {
		m.xmp.read(packet)
	}
	box.container.HasExif = box.container.HasExif || len(m.exif) > 0
	box.container.ExifWidth, box.container.ExifHeight = m.number("PixelXDimension", "ExifImageWidth"), m.number("PixelYDimension", "ExifImageHeight")
	if o := m.number("Orientation"); o >= 1 && o <= 8 {
		m.orientation = o
	}
	return m
}

func text(v any) string {
	switch t := v.(type) {
	case string:
		return clean(t)
	case []byte:
		return clean(string(t))
	case []string:
		return clean(strings.Join(t, "; "))
	case nil:
		return ""
	}
	return clean(fmt.Sprint(v))
}

// tag returns the first of several Exif tags that is present.
func (m *metadata) tag(names ...string) string {
	for _, n := range names {
		if s := text(m.exif[n]); s != "" {
			return s
		}
	}
	return ""
}

func (m *metadata) number(names ...string) int {
	for _, n := range names {
		switch v := m.exif[n].(type) {
		case uint16:
			return int(v)
		case uint32:
			return int(min(v, 1<<30))
		case uint8:
			return int(v)
		}
	}
	return 0
}

// fill copies what the tags say into the picture.
func (m *metadata) fill(img *Image) {
	img.Container.ExifWidth, img.Container.ExifHeight = m.number("PixelXDimension", "ExifImageWidth"), m.number("PixelYDimension", "ExifImageHeight")
	img.Device = Device{
		Make: m.tag("Make"), Model: m.tag("Model"),
		Serial: m.tag("BodySerialNumber", "SerialNumber", "CameraSerialNumber"),
		Lens:   m.tag("LensModel"), LensSerial: m.tag("LensSerialNumber"),
		UniqueImage: m.tag("ImageUniqueID"), HostComputer: m.tag("HostComputer"),
	}
	img.Taken = parseTime(m.tag("DateTimeOriginal"), m.tag("OffsetTimeOriginal", "OffsetTime"))
	if img.Taken.IsZero() {
		img.Taken = parseTime(m.tag("DateTimeDigitized"), m.tag("OffsetTimeDigitized", "OffsetTime"))
	}
	img.Saved = parseTime(m.tag("ModifyDate", "DateTime"), m.tag("OffsetTime"))
	if img.Taken.IsZero() {
		img.Taken = parseTime(first(m.xmp.props["DateTimeOriginal"], m.xmp.props["DateCreated"]), "")
	}
	if img.Saved.IsZero() {
		img.Saved = parseTime(m.xmp.props["ModifyDate"], "")
	}
	img.Place = m.place()
	for _, f := range []struct{ field, value string }{
		{"Exif Software", m.tag("Software")},
		{"Exif ProcessingSoftware", m.tag("ProcessingSoftware")},
		{"XMP CreatorTool", m.xmp.props["CreatorTool"]},
		{"XMP Credit", m.xmp.props["Credit"]},
		{"IPTC OriginatingProgram", text(m.iptc["OriginatingProgram"])},
		{"IPTC SpecialInstructions", text(m.iptc["SpecialInstructions"])},
		{"IPTC Credit", text(m.iptc["Credit"])},
		{"Exif ImageDescription", m.tag("ImageDescription")},
		{"Exif UserComment", m.tag("UserComment")},
	} {
		img.addSoftware(f.field, f.value)
	}
	for _, e := range m.xmp.history {
		img.History = append(img.History, e)
		img.addSoftware("XMP History", e.Software)
	}
	for _, t := range img.Container.Texts {
		if strings.EqualFold(t.Key, "software") || t.Key == "comment" {
			img.addSoftware("text "+t.Key, clean(t.Value))
		}
	}
	img.Warnings = append(img.Warnings, m.warnings...)
}

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// place reads the satellite tags; a receiver that had no fix writes zeros.
func (m *metadata) place() *Place {
	lat, ok1 := m.exif["GPSLatitude"].(float64)
	lon, ok2 := m.exif["GPSLongitude"].(float64)
	if !ok1 || !ok2 || lat == 0 && lon == 0 || math.Abs(lat) > 90 || math.Abs(lon) > 180 || math.IsNaN(lat) || math.IsNaN(lon) {
		return nil
	}
	if strings.HasPrefix(strings.ToUpper(m.tag("GPSLatitudeRef")), "S") {
		lat = -math.Abs(lat)
	}
	if strings.HasPrefix(strings.ToUpper(m.tag("GPSLongitudeRef")), "W") {
		lon = -math.Abs(lon)
	}
	p := &Place{Latitude: lat, Longitude: lon}
	if day := m.tag("GPSDateStamp"); day != "" {
		p.Time = parseTime(day+" "+m.clock(), "")
		if !p.Time.IsZero() {
			p.Time.Zone = ZoneUTC
		}
	}
	return p
}

// clock writes the satellite time of day as hh:mm:ss.
func (m *metadata) clock() string {
	s := m.tag("GPSTimeStamp")
	if t, err := time.Parse("15:04:05", clip(s, 8)); err == nil {
		return t.Format("15:04:05")
	}
	return s
}
