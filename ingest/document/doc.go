// Package document reads the papers people send with an application: CVs,
// cover letters and job adverts as PDF, DOCX, ODT, RTF, plain text or Markdown.
//
// The idea is two steps that know nothing of each other. [Read] turns bytes
// from a stranger into a [Document]: the text in reading order, the links, and
// what the file says about its own making (author, program, template, times,
// identifiers). It recognises a file by its content, never by its name alone,
// and every limit it keeps is in [Limits]. [Facts] turns text into [CVFacts]:
// contact details, roles, education, technologies with the years claimed for
// them, gaps, overlaps, and a skeleton of hashed features that two differently
// worded copies of one history still share. [Classify] says whether a text is
// a CV, an advert, a letter or an identity document.
//
//	doc, err := document.Read(ctx, "cv.pdf", file, size, document.DefaultLimits())
//	if document.CodeOf(err) == document.Encrypted { ... }
//	facts := document.Facts(doc.Text, document.Date{Year: 2026, Month: 11, Day: 20})
//
// PDF is a hostile format, and no library in this process can be stopped once
// it loops. A [Pool] therefore reads PDFs in child processes, one per core,
// each with a memory limit and a clock; [Serve] is the child's side. A file
// that kills its child loses only itself.
//
// Limits. There is no optical character recognition: a scan says so through
// HasText and yields nothing else. Columns and tables are put in reading order
// by geometry and are sometimes wrong. Facts follows the habits of English and
// common European CVs and prefers to leave a fact out rather than to guess it.
// Lines that state nationality, birth, religion, sex or family status are
// dropped before anything is extracted, and nothing here scores anybody.
package document

// Type is a recognised kind of file. The list is closed: [Types] names all.
type Type string

// The types this package reads.
const (
	PDF      Type = "pdf"      // Portable Document Format, any version
	DOCX     Type = "docx"     // Office Open XML text document
	ODT      Type = "odt"      // OpenDocument text
	RTF      Type = "rtf"      // Rich Text Format
	Text     Type = "text"     // plain text: UTF-8, UTF-16 with a mark, Windows-1252
	Markdown Type = "markdown" // plain text named .md or .markdown
)

// Types lists every type [Read] understands, in a fixed order.
func Types() []Type { return []Type{PDF, DOCX, ODT, RTF, Text, Markdown} }
