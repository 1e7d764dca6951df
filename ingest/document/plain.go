package document

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// readPlain reads plain text in UTF-8, in UTF-16 with a byte-order mark, or in
// Windows-1252, and takes the marks off Markdown.
func readPlain(_ context.Context, kind Type, r io.ReaderAt, size int64, lim Limits) (*Document, error) {
	// Text inflates at most threefold on decoding; more than this is cut anyway.
	want := min(size, int64(lim.MaxText)*2+4)
	raw := make([]byte, want)
	n, err := r.ReadAt(raw, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fail(Damaged, err)
	}
	raw = raw[:n]
	text, err := decodeText(raw)
	if err != nil {
		return nil, err
	}
	doc := &Document{Text: text, Truncated: want < size}
	if kind == Markdown {
		doc.Text, doc.Links = stripMarkdown(text)
	}
	if strings.TrimSpace(doc.Text) == "" {
		return nil, fail(Empty, nil)
	}
	return doc, nil
}

func decodeText(raw []byte) (string, error) {
	switch {
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe}), bytes.HasPrefix(raw, []byte{0xfe, 0xff}):
		out, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(raw)
		if err != nil {
			return "", fail(Damaged, err)
		}
		if !looksText(out) {
			return "", fail(Unsupported, nil)
		}
		return string(out), nil
	case !looksText(raw):
		return "", fail(Unsupported, nil)
	case utf8.Valid(trimPartialRune(raw)):
		return string(trimPartialRune(raw)), nil
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(raw)
	if err != nil {
		return "", fail(Damaged, err)
	}
	return string(out), nil
}

// stripMarkdown takes off the marks a reader does not see and collects links.
func stripMarkdown(s string) (string, []string) {
	var links []string
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		if len(line) > maxLine {
			continue
		}
		trimmed := strings.TrimLeft(line, " ")
		if h := strings.TrimLeft(trimmed, "#"); h != trimmed && strings.HasPrefix(h, " ") {
			line = strings.TrimRight(strings.TrimSpace(h), "# ")
		}
		if strings.Trim(line, "-*_ =") == "" || strings.HasPrefix(trimmed, "```") {
			line = ""
		}
		line, links = unlink(line, links)
		line = strings.NewReplacer("**", "", "__", "", "`", "").Replace(line)
		if strings.HasPrefix(line, "|") {
			line = strings.ReplaceAll(strings.Trim(line, "| "), "|", "\t")
		}
		lines[i] = line
	}
	return strings.Join(lines, "\n"), links
}

// unlink replaces [text](target) by its text.
func unlink(line string, links []string) (string, []string) {
	var b strings.Builder
	for {
		open := strings.IndexByte(line, '[')
		if open < 0 {
			break
		}
		mid := strings.Index(line[open:], "](")
		if mid < 0 {
			break
		}
		end := strings.IndexByte(line[open+mid:], ')')
		if end < 0 {
			break
		}
		b.WriteString(strings.TrimSuffix(line[:open], "!"))
		b.WriteString(line[open+1 : open+mid])
		target, _, _ := strings.Cut(line[open+mid+2:open+mid+end], " ")
		links = append(links, target)
		line = line[open+mid+end+1:]
	}
	b.WriteString(line)
	return b.String(), links
}
