package ingest

import (
	"fmt"
	"strings"

	"muster"
	"muster/ingest/image"
)

// Below these a small print on a document cannot be read.
const (
	leastSharpness  = 30
	leastMegapixels = 0.3
)

// imageData brings what a picture says into an observation.
func imageData(img *image.Image, sum string) *muster.Image {
	out := &muster.Image{
		Type: string(img.Type), Width: img.Width, Height: img.Height, SHA256: sum,
		Make: muster.Text(img.Device.Make), Model: muster.Text(img.Device.Model), Serial: muster.Text(img.Device.Serial),
		Taken: fileTime(img.Taken),
	}
	if out.Serial == "" {
		out.Serial = muster.Text(img.Device.LensSerial)
	}
	if p := img.Place; p != nil {
		out.Latitude, out.Longitude = &p.Latitude, &p.Longitude
	}
	var names []string
	for _, s := range img.Software {
		names = append(names, s.Name)
	}
	out.Software = muster.Text(strings.Join(names, "; "))
	out.Tool = toolClass(img)
	out.Metadata = muster.No
	if img.Container.HasExif || img.Container.HasXMP || img.Container.HasIPTC {
		out.Metadata = muster.Yes
	}
	if img.Provenance.Generated || img.Provenance.Altered {
		out.AIMarked = muster.Yes
	}
	out.CameraOriginal = answer(img.Stripped || img.Device.Make != "" && out.Tool == muster.ToolCamera && img.Container.JPEGQuality == 0)
	if q := img.Quality; q != nil {
		out.LowQuality = answer(q.Sharpness < leastSharpness || q.Megapixels < leastMegapixels)
		out.Cropped = answer(q.Resized)
	}
	if p := img.Print; p != nil {
		out.Print, out.MirrorPrint = fmt.Sprintf("%016x", p.Hash), fmt.Sprintf("%016x", p.Mirror)
	}
	return out
}

// toolClass is the class of the program that says most: a generator before an
// editor before what merely passed the picture on.
func toolClass(img *image.Image) muster.ToolClass {
	if img.Provenance.Generated {
		return muster.ToolGenerative
	}
	order := []struct {
		class image.Class
		tool  muster.ToolClass
	}{
		{image.GenerativeAI, muster.ToolGenerative},
		{image.PhotoEditor, muster.ToolEditor},
		{image.Scanner, muster.ToolScanner},
		{image.Messenger, muster.ToolMessenger},
		{image.PhoneCamera, muster.ToolCamera},
	}
	for _, o := range order {
		for _, s := range img.Software {
			if s.Class == o.class {
				return o.tool
			}
		}
	}
	if img.Device.Make != "" {
		return muster.ToolCamera
	}
	return muster.ToolUnknown
}

// imageMetadata lists what inspect shows of a picture.
func imageMetadata(img *image.Image) map[string]string {
	out := map[string]string{"size": fmt.Sprintf("%d x %d", img.Width, img.Height)}
	put := func(key, value string) {
		if value != "" {
			out[key] = value
		}
	}
	put("make", img.Device.Make)
	put("model", img.Device.Model)
	put("taken", img.Taken.Original)
	for _, s := range img.Software {
		put("software", s.Name)
	}
	if img.Place != nil {
		put("place", "stated")
	}
	if img.Stripped {
		put("camera_data", "removed")
	}
	for _, m := range img.Provenance.Marks {
		put("ai_mark", m.Where+": "+m.What)
	}
	return out
}
