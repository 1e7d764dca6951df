package simulate

import (
	"fmt"
	"strings"
	"time"

	"muster/internal/fileform"
)

// The forms a CV takes when files are real.
const (
	formText = iota
	formPDF
	formPDFToo // twice as common as the others
	formDOCX
)

// writeFiles adds the CV and the identity picture of a person to the chunk.
func (w *world) writeFiles(c *chunk, p *person) error {
	documents := w.params.documents()
	if documents == DocumentsNone || p.old {
		return nil
	}
	if p.cv != nil {
		form := formText
		if documents == DocumentsReal {
			form = p.cv.form
		}
		f, err := p.cv.file("cvs/"+p.id, form)
		if err != nil {
			return err
		}
		c.files = append(c.files, f)
	}
	if p.picture != nil {
		data, err := p.picture.jpeg()
		if err != nil {
			return err
		}
		c.files = append(c.files, file{fmt.Sprintf("pictures/%s-id.jpg", p.id), data})
	}
	return nil
}

// file writes the CV in one of its forms.
func (c *cv) file(stem string, form int) (file, error) {
	text := c.text()
	properties := fileform.Properties{
		Title: "CV", Author: c.author, ID: c.document, Created: c.created.time().Add(10 * time.Hour), Modified: c.created.time().Add(11 * time.Hour),
	}
	switch form {
	case formPDF, formPDFToo:
		properties.Creator, properties.Producer = "Writer", "LibreOffice 24.2"
		return file{stem + ".pdf", fileform.PDF(strings.Split(text, "\n"), properties)}, nil
	case formDOCX:
		properties.Creator, properties.Template = "Microsoft Office Word", "Normal.dotm"
		data, err := fileform.DOCX(strings.Split(text, "\n"), properties)
		return file{stem + ".docx", data}, err
	}
	return file{stem + ".txt", []byte(text)}, nil
}

// jpeg draws the picture and writes what its camera knew.
func (p *picture) jpeg() ([]byte, error) {
	img := fileform.Pattern(p.scene, 64, 64)
	if !p.metadata {
		return fileform.JPEG(img, p.quality, nil)
	}
	zone := time.UTC
	if p.offset != noOffset {
		zone = time.FixedZone("", p.offset*60)
	}
	day := p.taken.time()
	return fileform.JPEG(img, p.quality, &fileform.Camera{
		Make: strings.SplitN(p.model, " ", 2)[0], Model: p.model, Serial: p.serial, Software: p.software,
		Taken:  time.Date(day.Year(), day.Month(), day.Day(), 0, 0, p.second, 0, zone),
		Offset: p.offset != noOffset, Located: p.located, Latitude: p.latitude, Longitude: p.longitude,
	})
}
