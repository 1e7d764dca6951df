package server

import (
	"archive/zip"
	"compress/flate"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"muster"
	"muster/casework"
	"muster/docs"
	"muster/ledger"
	"muster/web"
)

// bundleName is the file of a bundle's archive that is checked.
const bundleName = "ledger-bundle.json"

// Bundle writes what a third party needs to verify offline: the bundle, with the
// words of the entries named, and how to check it.
func (s *Server) Bundle(ctx context.Context, w io.Writer, words web.Words) error {
	actor, err := who(ctx)
	if err != nil {
		return err
	}
	var b *ledger.Bundle
	if len(words.Entries) > 0 {
		b, err = s.desk.ExportOpened(ctx, actor, casework.Key(newKey()), words.Entries, words.Reason)
	} else {
		b, err = s.desk.ExportLedger(ctx, actor, nil)
	}
	if err != nil {
		return err
	}
	return WriteBundle(w, b)
}

// WriteBundle writes a bundle as an archive with the procedure by which it is
// checked, and with the words in it to read.
func WriteBundle(w io.Writer, b *ledger.Bundle) error {
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(to io.Writer) (io.WriteCloser, error) { return flate.NewWriter(to, flate.BestSpeed) })
	put := func(name string, write func(io.Writer) error) error {
		f, err := z.Create(name)
		if err != nil {
			return err
		}
		return write(f)
	}
	text := func(s string) func(io.Writer) error {
		return func(f io.Writer) error {
			_, err := io.WriteString(f, s)
			return err
		}
	}
	err := put(bundleName, b.Write)
	words := ""
	if err == nil {
		words = wordsOf(b)
		if words != "" {
			err = put("WORDS.txt", text(words))
		}
	}
	if err == nil {
		err = put("PROCEDURE.md", text(docs.Ledger))
	}
	if err == nil {
		readMe := "Check this archive with `muster ledger check FILE --key KEY`, or " + bundleName + " by the procedure in PROCEDURE.md, which needs no program of ours.\n" +
			"Get the public key from the organisation another way than with this file. The bundle says it is:\n" + strings.Join(b.Keys, "\n") + "\n"
		if words != "" {
			readMe += "WORDS.txt shows what the entries whose words are in the bundle say, to read. What counts is the payload in " + bundleName + ".\n"
		}
		err = put("READ-ME-FIRST.txt", text(readMe))
	}
	return errors.Join(err, z.Close())
}

// wordsOf are the words in a bundle, to be read by people.
func wordsOf(b *ledger.Bundle) string {
	var out strings.Builder
	for i := range b.Entries {
		e := &b.Entries[i]
		if e.Payload == nil {
			continue
		}
		fmt.Fprintf(&out, "Entry %d, %s, %s\n", e.Seq, time.UnixMicro(e.Happened).UTC().Format("2006-01-02 15:04:05 UTC"), e.Kind)
		var parsed any
		if err := json.Unmarshal([]byte(*e.Payload), &parsed); err == nil {
			e := json.NewEncoder(&out)
			e.SetEscapeHTML(false)
			e.SetIndent("", "  ")
			_ = e.Encode(parsed) // what was parsed can be written
		} else {
			fmt.Fprintln(&out, *e.Payload)
		}
		fmt.Fprintln(&out)
	}
	return out.String()
}

// ReadBundle reads a bundle, alone or in the archive that WriteBundle makes.
func ReadBundle(r io.ReaderAt, size, limit int64) (*ledger.Bundle, error) {
	none := func(err error) error {
		return &muster.Error{Code: muster.CodeUnsupported, Message: "this is no bundle of a ledger: " + err.Error(), Hint: "name the archive as it was exported, or the file " + bundleName + " in it", Err: err}
	}
	var from io.Reader = io.NewSectionReader(r, 0, size)
	head := make([]byte, 4)
	if _, err := r.ReadAt(head, 0); err == nil && string(head) == "PK\x03\x04" {
		z, err := zip.NewReader(r, size)
		if err != nil {
			return nil, none(err)
		}
		f, err := z.Open(bundleName)
		if err != nil {
			return nil, none(errors.New("the archive holds no " + bundleName))
		}
		defer f.Close()
		from = f
	}
	b, err := ledger.ReadBundle(from, limit)
	if err != nil {
		return nil, none(err)
	}
	return b, nil
}
