// Package fileform writes small files that are truly of their format: PDF and
// DOCX with text and properties, JPEG with camera tags, PNG with text chunks,
// XLSX with sheets. Same input, same bytes.
//
// They are for tests, examples and simulated data. Each file holds what a
// reader looks at and no more: one font, no layout beyond lines and pages.
// Opened in an office program they look plain, and they open.
package fileform

import "time"

// Properties are what a document file says about itself. Empty values are left
// out of the file.
type Properties struct {
	Title    string
	Author   string
	Creator  string // program in which the text was written
	Producer string // program that wrote the file
	Template string
	ID       string // identifier that survives "save as", in hexadecimal
	Created  time.Time
	Modified time.Time
}
