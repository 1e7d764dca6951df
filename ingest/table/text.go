package table

import (
	"strings"
	"unicode/utf8"
)

// Text returns the head of a file as UTF-8, and false when it is no text:
// when it holds more control characters than slips and pranks leave in a table
// or letter; compressed and machine code hold three times as many.
func Text(head []byte) (string, bool) {
	encoding, bom := detectEncoding(head)
	head = head[bom:]
	switch encoding {
	case UTF16LE, UTF16BE:
		return string(decodeUTF16(head, encoding == UTF16BE)), true
	case CP1252:
		if high(head)*3 > len(head) {
			return "", false
		}
		head = []byte(decode1252(head))
	}
	bad := 0
	for _, c := range head {
		switch {
		case c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1f && c != 0x01:
			bad++
		}
	}
	return string(trimPartial(head)), bad*33 <= len(head)
}

func high(b []byte) int {
	n := 0
	for _, c := range b {
		if c >= utf8.RuneSelf {
			n++
		}
	}
	return n
}

// Rows reads the first records of delimited text, as CSV would be read, for
// recognition. The last record of a head that was cut off is left out.
func Rows(head string, whole bool, limit int) [][]string {
	b := []byte(head)
	d := dialect{newline: '\n'}
	if strings.Contains(head, "\r") && !strings.Contains(head, "\n") {
		d.newline = '\r'
	}
	skip := 0
	if delimiter, n := separatorLine(b); n > 0 {
		d.delimiter, skip = delimiter, n
	} else {
		d.delimiter = detectDelimiter(b, whole, d.newline)
	}
	sc := scanner{dialect: d, data: b, pos: skip, final: whole}
	var out [][]string
	for len(out) < limit {
		switch sc.next() {
		case outBlank:
			continue
		case outRecord:
			cells := make([]string, len(sc.fields))
			for i, f := range sc.fields {
				cells[i] = string(trim(f))
			}
			out = append(out, cells)
			continue
		}
		break
	}
	return out
}
