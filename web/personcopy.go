package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"

	"muster"
	"muster/casework"
	"muster/internal/escape"
	"muster/report"
)

// copyPage is a person's copy as the page that is printed or sent to them. It
// says what the JSON says and needs nothing from anywhere: no script, no file.
type copyPage struct {
	*casework.Copy
	Policy string
	Style  template.CSS
	Title  string
	Seen   []string // roles of colleagues who may open the person's page
	Items  []copyItem
}

// copyItem is one record with its fields.
type copyItem struct {
	Kind   muster.Kind
	Source string
	When   muster.Time
	Fields []copyField
}

// copyField is one thing a record says.
type copyField struct{ Name, Text string }

// CopyPage writes a person's copy as a page of its own.
func CopyPage(c *casework.Copy) ([]byte, error) {
	t, err := template.New("copy.tmpl").Funcs(template.FuncMap{
		"kindWord": report.KindWord, "checkWord": checkWord, "outcomeWord": outcomeWord, "gateWord": gateWord, "count": report.Count, "plain": plain, "list": report.List,
		"day": copyDay, "stated": func(t muster.Time) string { return stated(t).Text }, "rests": copyRests, "basis": copyBasis, "account": copyAccount, "still": copyStill, "lower": lowerFirst,
	}).ParseFS(files, "templates/file/copy.tmpl")
	if err != nil {
		return nil, err
	}
	style, err := files.ReadFile("templates/file/copy.css")
	if err != nil {
		return nil, err
	}
	p := &copyPage{Copy: c, Style: template.CSS(style), Title: "What is held about you", Policy: CopyPolicy(style)}
	if c.Organisation != "" {
		p.Title = "What " + escape.Line(c.Organisation) + " holds about you"
	}
	for _, role := range c.Roles {
		p.Seen = append(p.Seen, roleLabel(role))
	}
	for i := range c.Observations {
		one, err := copied(&c.Observations[i])
		if err != nil {
			return nil, err
		}
		p.Items = append(p.Items, one)
	}
	var b bytes.Buffer
	err = t.Execute(&b, p)
	return b.Bytes(), err
}

// CopyPolicy is what a copy's page may do: show itself in its own style.
func CopyPolicy(style []byte) string {
	sum := sha256.Sum256(style)
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; img-src data:; base-uri 'none'; form-action 'none'"
}

func roleLabel(r casework.Role) string {
	for _, o := range Roles() {
		if o.Value == string(r) {
			return o.Label
		}
	}
	return plain(string(r))
}

func copyDay(t time.Time) string { return t.UTC().Format("2 January 2006") }

// copyRests says what kinds of evidence a finding rests on: "CV and the same phone
// number as others".
func copyRests(kinds []string) string {
	var words []string
	for _, k := range kinds {
		if what, ok := strings.CutPrefix(k, "shared "); ok {
			words = append(words, "the same "+report.ArtefactWord(muster.ArtefactKind(what))+" as others")
			continue
		}
		words = append(words, lowerFirst(report.KindWord(muster.Kind(k))))
	}
	return report.List(words)
}

func copyBasis(basis string) string {
	for _, o := range ClearingBases() {
		if o.Value == basis {
			return o.Label
		}
	}
	return plain(basis)
}

// copyAccount is an account as the pay file named it.
func copyAccount(a muster.PayTo) (string, error) {
	text, err := json.Marshal(a)
	if err != nil {
		return "", err
	}
	fields, err := copyFields(text)
	var parts []string
	for _, f := range fields {
		parts = append(parts, f.Name+" "+f.Text)
	}
	return strings.Join(parts, ", "), err
}

// copyStill is a picture that needs no file beside the page.
func copyStill(jpeg []byte) template.URL {
	return template.URL("data:image/jpeg;base64," + base64.StdEncoding.EncodeToString(jpeg))
}

func copied(o *muster.Observation) (copyItem, error) {
	text, err := json.Marshal(o.Data)
	if err != nil {
		return copyItem{}, err
	}
	fields, err := copyFields(text)
	return copyItem{Kind: o.Kind(), Source: o.Source, When: o.Happened, Fields: fields}, err
}

// copyFields lists what a JSON object says, in its order, each with where it
// stands: "Home: city". Nothing is left out, so that the page says what the
// file for programs does.
func copyFields(object []byte) ([]copyField, error) {
	d := json.NewDecoder(bytes.NewReader(object))
	d.UseNumber()
	var out []copyField
	err := walkJSON(d, nil, &out)
	return out, err
}

func walkJSON(d *json.Decoder, path []string, out *[]copyField) error {
	t, err := d.Token()
	if err != nil {
		return err
	}
	if open, ok := t.(json.Delim); ok {
		n := 0
		for d.More() {
			n++
			at := strconv.Itoa(n)
			if open == '{' {
				key, err := d.Token()
				if err != nil {
					return err
				}
				at = fmt.Sprint(key)
			}
			if err := walkJSON(d, append(slices.Clone(path), at), out); err != nil {
				return err
			}
		}
		_, err = d.Token()
		return err
	}
	text := fmt.Sprint(t)
	switch v := t.(type) {
	case nil:
		return nil
	case bool:
		text = map[bool]string{true: "yes", false: "no"}[v]
	}
	*out = append(*out, copyField{copyLabel(path), text})
	return nil
}

// copyLabel is where a value stands, in words: "Jobs 2: employer".
func copyLabel(path []string) string {
	var b strings.Builder
	for i, p := range path {
		word := strings.ReplaceAll(p, "_", " ")
		if short := strings.ToUpper(p); slices.Contains([]string{"IBAN", "BIC", "ID", "URL", "IP", "CV"}, short) {
			word = short
		}
		_, err := strconv.Atoi(p)
		switch {
		case i > 0 && err == nil:
			b.WriteByte(' ')
		case i > 0:
			b.WriteString(": ")
		}
		b.WriteString(word)
	}
	return report.Sentence(b.String())
}
