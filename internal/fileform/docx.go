package fileform

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"time"
)

// DOCX writes paragraphs of text as a word-processor document.
func DOCX(paragraphs []string, p Properties) ([]byte, error) {
	var body strings.Builder
	for _, text := range paragraphs {
		fmt.Fprintf(&body, `<w:p><w:r><w:t xml:space="preserve">%s</w:t></w:r></w:p>`, escape(text))
	}
	parts := []struct{ name, content string }{
		{"[Content_Types].xml", docxTypes},
		{"_rels/.rels", docxRelations},
		{"word/_rels/document.xml.rels", docxDocumentRelations},
		{"word/document.xml", `<w:document xmlns:w="` + wordNamespace + `"><w:body>` + body.String() + `<w:sectPr/></w:body></w:document>`},
		{"word/settings.xml", `<w:settings xmlns:w="` + wordNamespace + `">` + revisions(p.ID) + `</w:settings>`},
		{"docProps/core.xml", p.docxCore()},
		{"docProps/app.xml", `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">` +
			element("Template", p.Template) + element("Application", p.Creator) + `</Properties>`},
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range parts {
		w, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate})
		if err == nil {
			_, err = w.Write([]byte(xml.Header + part.content))
		}
		if err != nil {
			return nil, fmt.Errorf("write docx part %s: %w", part.name, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("write docx: %w", err)
	}
	return out.Bytes(), nil
}

const wordNamespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

const docxTypes = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
	`<Default Extension="xml" ContentType="application/xml"/>` +
	`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>` +
	`<Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/>` +
	`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
	`<Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>`

const docxRelations = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
	`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>` +
	`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>` +
	`<Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties" Target="docProps/app.xml"/></Relationships>`

const docxDocumentRelations = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
	`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/></Relationships>`

// revisions writes the root of a document's revision ids: eight hexadecimal
// digits that stay when a copy is edited.
func revisions(id string) string {
	if len(id) < 8 {
		return ""
	}
	root := strings.ToUpper(id[:8])
	return `<w:rsids><w:rsidRoot w:val="` + root + `"/><w:rsid w:val="` + root + `"/></w:rsids>`
}

func (p Properties) docxCore() string {
	stamp := func(name string, at time.Time) string {
		if at.IsZero() {
			return ""
		}
		return fmt.Sprintf(`<dcterms:%s xsi:type="dcterms:W3CDTF">%s</dcterms:%s>`, name, at.UTC().Format(time.RFC3339), name)
	}
	return `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" ` +
		`xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
		element("dc:title", p.Title) + element("dc:creator", p.Author) + element("cp:lastModifiedBy", p.Author) +
		stamp("created", p.Created) + stamp("modified", p.Modified) + `</cp:coreProperties>`
}

func element(name, text string) string {
	if text == "" {
		return ""
	}
	return "<" + name + ">" + escape(text) + "</" + name + ">"
}

func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // into memory: cannot fail
	return b.String()
}
