package document

import (
	"archive/zip"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// archive is a zip container opened under limits: the number of entries, the
// bytes all of them may inflate to, and the ratio of any one of them.
type archive struct {
	files []*zip.File
	lim   Limits
	left  int64 // bytes that may still be inflated
}

func openArchive(r io.ReaderAt, size int64, lim Limits) (*archive, error) {
	zr, err := zip.NewReader(r, size)
	if err != nil {
		// The directory stands at the end, so a zip without one was cut short.
		return nil, fail(Incomplete, err)
	}
	if len(zr.File) > lim.MaxEntries {
		return nil, fail(Bomb, errors.New("too many entries"))
	}
	a := &archive{files: zr.File, lim: lim, left: lim.MaxInflated}
	var declared uint64
	for _, f := range zr.File {
		declared += f.UncompressedSize64
		if declared > uint64(lim.MaxInflated) || declared < f.UncompressedSize64 || a.ratioExceeded(f) {
			return nil, fail(Bomb, errors.New("declared sizes exceed the limit"))
		}
	}
	return a, nil
}

func (a *archive) ratioExceeded(f *zip.File) bool {
	if f.UncompressedSize64 <= 1<<20 {
		return false
	}
	return f.UncompressedSize64/uint64(a.lim.MaxRatio) > f.CompressedSize64
}

func (a *archive) find(name string) *zip.File {
	for _, f := range a.files {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// open returns a bounded reader over one entry. Sizes in the directory are
// claims, so what really comes out is counted too.
func (a *archive) open(f *zip.File) (io.ReadCloser, error) {
	if f.Flags&1 != 0 {
		return nil, fail(Encrypted, nil)
	}
	rc, err := f.Open()
	if err != nil {
		return nil, fail(Damaged, err)
	}
	return &boundedEntry{arc: a, rc: rc, packed: int64(f.CompressedSize64)}, nil
}

func (a *archive) read(f *zip.File) ([]byte, error) {
	rc, err := a.open(f)
	if err != nil {
		return nil, err
	}
	defer rc.Close()
	b, err := io.ReadAll(rc)
	if err != nil {
		return nil, entryError(err)
	}
	return b, nil
}

type boundedEntry struct {
	arc    *archive
	rc     io.ReadCloser
	packed int64
	out    int64
}

func (b *boundedEntry) Read(p []byte) (int, error) {
	n, err := b.rc.Read(p)
	b.out += int64(n)
	b.arc.left -= int64(n)
	if b.arc.left < 0 || b.out > 1<<20 && b.out/b.arc.lim.MaxRatio > b.packed {
		return 0, fail(Bomb, errors.New("inflated size exceeds the limit"))
	}
	return n, err
}

func (b *boundedEntry) Close() error { return b.rc.Close() }

// entryError gives an error met while inflating or parsing an entry its code.
func entryError(err error) error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return fail(Incomplete, err)
	}
	return fail(Damaged, err)
}

// mainPart returns the name of the main part of a package that keeps its text
// elsewhere than in word/document.xml, as some writers do.
func (a *archive) mainPart() string {
	for _, f := range a.files {
		if strings.HasPrefix(f.Name, "word/document") && strings.HasSuffix(f.Name, ".xml") {
			return f.Name
		}
	}
	return ""
}

// walkXML calls start, end and text for the tokens of one entry, bounded in
// depth and cancelled by ctx. Names come without their prefix's meaning: the
// local name is enough in the vocabularies read here.
func (a *archive) walkXML(ctx context.Context, f *zip.File, h xmlHandler) error {
	rc, err := a.open(f)
	if err != nil {
		return err
	}
	defer rc.Close()
	dec := xml.NewDecoder(rc)
	dec.Strict = false
	dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	depth := 0
	for n := 0; ; n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return stopped(ctx)
		}
		tok, err := dec.RawToken()
		if err == io.EOF {
			if depth > 0 {
				return fail(Incomplete, io.ErrUnexpectedEOF)
			}
			return nil
		}
		if err != nil {
			return entryError(err)
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if depth++; depth > a.lim.MaxDepth {
				return fail(TooDeep, nil)
			}
			h.start(t.Name.Local, t.Attr)
		case xml.EndElement:
			depth--
			h.end(t.Name.Local)
		case xml.CharData:
			h.text(t)
		}
	}
}

// xmlHandler receives the tokens of walkXML.
type xmlHandler interface {
	start(name string, attrs []xml.Attr)
	end(name string)
	text(data []byte)
}

// attr returns the value of an attribute by its local name.
func attr(attrs []xml.Attr, local string) string {
	for _, a := range attrs {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}
