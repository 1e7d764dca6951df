package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"

	"muster/report/seen"
)

//go:embed assets templates
var files embed.FS

// assets are the embedded files under names that change with their content,
// so that browsers may keep them for ever.
type assets struct {
	url    map[string]string // "app.css" -> "/assets/app.3f2a….css"
	byName map[string]*asset // "app.3f2a….css"
}

type asset struct {
	body, packed []byte // packed is nil when packing gains nothing
	kind, tag    string
}

func loadAssets() (*assets, error) {
	entries, err := files.ReadDir("assets")
	if err != nil {
		return nil, err
	}
	a := &assets{url: map[string]string{}, byName: map[string]*asset{}}
	for _, e := range entries {
		body, err := files.ReadFile("assets/" + e.Name())
		if err != nil {
			return nil, err
		}
		if err := a.add(e.Name(), body); err != nil {
			return nil, err
		}
	}
	if err := a.add("seen.css", []byte(seen.Style())); err != nil { // the report has it too
		return nil, err
	}
	return a, nil
}

// add takes a file in under a name with its fingerprint.
func (a *assets) add(file string, body []byte) (err error) {
	sum := sha256.Sum256(body)
	ext := path.Ext(file)
	name := strings.TrimSuffix(file, ext) + "." + hex.EncodeToString(sum[:8]) + ext
	one := &asset{body: body, kind: mime.TypeByExtension(ext), tag: `"` + hex.EncodeToString(sum[:16]) + `"`}
	if one.packed, err = pack(body); err != nil {
		return fmt.Errorf("pack %s: %w", file, err)
	}
	a.url[file], a.byName[name] = "/assets/"+name, one
	return nil
}

func pack(body []byte) ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(body); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	if b.Len() >= len(body) {
		return nil, nil
	}
	return b.Bytes(), nil
}

// path is where a file is served; a name that is not there is a mistake of
// ours and fails the page.
func (a *assets) path(name string) (string, error) {
	if u, ok := a.url[name]; ok {
		return u, nil
	}
	return "", fmt.Errorf("no asset %q", name)
}

// ServeHTTP serves one file by its fingerprinted name.
func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	one := a.byName[r.PathValue("name")]
	if one == nil {
		http.NotFound(w, r)
		return
	}
	head := w.Header()
	head.Set("Content-Type", one.kind)
	head.Set("Cache-Control", "public, max-age=31536000, immutable")
	head.Set("ETag", one.tag)
	head.Set("Vary", "Accept-Encoding")
	if strings.Contains(r.Header.Get("If-None-Match"), one.tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := one.body
	if one.packed != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		head.Set("Content-Encoding", "gzip")
		body = one.packed
	}
	head.Set("Content-Length", strconv.Itoa(len(body)))
	if _, err := w.Write(body); err != nil {
		return // the reader went away
	}
}
