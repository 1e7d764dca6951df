package ingest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"muster"
	"muster/ingest/table"
)

// ignoreColumn is the field muster.yaml gives a column to leave it out.
const ignoreColumn = "ignore"

// planFor recognises a sheet and lays out how it is read. It returns nil when
// nothing says what the sheet is about, and an error when muster.yaml says
// something impossible.
func planFor(rel string, s *table.Sheet, settings FileConfig) (*plan, error) {
	return planSaid(rel, s, settings, nil)
}

// planSaid is planFor with what somebody said of the sheet; nil is nothing.
func planSaid(rel string, s *table.Sheet, settings FileConfig, said *Layout) (*plan, error) {
	name := rel
	if s.Name != "" && !strings.HasPrefix(strings.ToLower(s.Name), "sheet") {
		name = s.Name
	}
	var found recognition
	if spec := specOf(settings.Kind); spec != nil {
		found = recognition{spec: spec, matches: matchHeaders(spec.name, s.Header)}
	} else {
		found = recognise(s.Header, name)
	}
	if found.spec == nil {
		return nil, nil
	}
	namesUnderCandidate(found, s)
	earningsOf(found)
	if err := applyColumns(found, s, settings); err != nil {
		return nil, err
	}
	if said != nil {
		if err := said.apply(found); err != nil {
			return nil, err
		}
	}
	return newPlan(found.spec, found.matches), nil
}

// namesUnderCandidate reads a column called just "Candidate" as names when that
// is what stands in it: some products export ids under that header, some names.
func namesUnderCandidate(found recognition, s *table.Sheet) {
	if hasPath(found.matches, "full_name") || hasPath(found.matches, "given_name") {
		return
	}
	for i := range found.matches {
		m := &found.matches[i]
		if m.path != metaCandidate || foldHeader(m.header) != "candidate" {
			continue
		}
		names, filled := 0, 0
		for _, row := range s.Sample {
			if i >= len(row) || row[i] == "" {
				continue
			}
			filled++
			if strings.ContainsRune(row[i], ' ') && !strings.ContainsAny(row[i], "0123456789") {
				names++
			}
		}
		if 2*names > filled {
			m.path = "full_name"
		}
	}
}

// applyColumns lets muster.yaml override the dictionaries.
func applyColumns(found recognition, s *table.Sheet, settings FileConfig) error {
	for _, header := range slices.Sorted(maps.Keys(settings.Columns)) {
		path, err := fieldPath(found.spec, settings.Columns[header])
		if err != nil {
			return &muster.Error{Code: muster.CodeUsage, Message: "muster.yaml maps column " + quote(header) + ": " + err.Error(),
				Hint: "correct the line under files, columns", Place: muster.Place{File: s.File}}
		}
		hit := false
		for i := range found.matches {
			m := &found.matches[i]
			if foldHeader(m.header) != foldHeader(header) {
				continue
			}
			hit = true
			if m.path == metaNever && path != metaUnused {
				return &muster.Error{Code: muster.CodeUsage, Message: "muster.yaml maps column " + quote(header) + ", which is never read: it says nothing about who somebody is",
					Hint: "remove the line under files, columns", Place: muster.Place{File: s.File}}
			}
			m.path = path
		}
		if !hit {
			s.Warnings = append(s.Warnings, "muster.yaml maps column "+quote(header)+", which this table does not have")
		}
	}
	return nil
}

// fieldPath returns the path a field's name in muster.yaml means.
func fieldPath(spec *kindSpec, name string) (string, error) {
	if name == ignoreColumn || name == "" {
		return metaUnused, nil
	}
	fields := cachedFields(newPlan(spec, nil).rowType)
	if _, ok := fields[name]; ok {
		return name, nil
	}
	meta := "@" + strings.TrimSuffix(strings.TrimPrefix(name, "@"), "_id")
	if slices.Contains(metaPaths(), meta) {
		return meta, nil
	}
	var names []string
	for _, m := range metaPaths() {
		names = append(names, m[1:])
	}
	return "", fmt.Errorf("field %s is not known for %s; the fields are %s, and %s",
		quote(name), spec.name, strings.Join(slices.Sorted(maps.Keys(fields)), ", "), strings.Join(names, ", "))
}

// headerScore rates header rows, knowing the headers muster.yaml names.
func (f FileConfig) headerScore() func([]string) int {
	if len(f.Columns) == 0 {
		return headerScore
	}
	named := map[string]bool{}
	for h := range f.Columns {
		named[foldHeader(h)] = true
	}
	return func(cells []string) int {
		n := headerScore(cells)
		for _, c := range cells {
			if named[foldHeader(c)] {
				n += 2
			}
		}
		return n
	}
}

// override lets muster.yaml say whether plain text is a table or a paper.
func (f FileConfig) override(t FileType) FileType {
	plain := t == TypeText || t == TypeMarkdown
	switch {
	case plain && (specOf(f.Kind) != nil || f.Delimiter != "" || len(f.Columns) > 0):
		return TypeCSV
	case t == TypeCSV && f.Kind != "" && specOf(f.Kind) == nil:
		return TypeText
	}
	return t
}

// vendorOf names the product whose export a table looks like, by headers only
// it writes, or by its name in the file's path; "" if none is known.
func vendorOf(header []string, rel string) string {
	words := nameWords(rel)
	for _, v := range vendors() {
		if slices.Contains(words, foldHeader(v.name)) {
			return v.name
		}
	}
	have := map[string]bool{}
	for _, h := range header {
		have[foldHeader(h)] = true
	}
	for _, v := range vendors() {
		for set := range strings.SplitSeq(v.headers, "|") {
			if set != "" && all(strings.Split(set, "+"), have) {
				return v.name
			}
		}
	}
	return ""
}

func all(words []string, have map[string]bool) bool {
	for _, w := range words {
		if !have[w] {
			return false
		}
	}
	return true
}

// vendors lists headers that tell a product's exports: sets separated by bars,
// the headers of a set joined by plus signs.
func vendors() []struct{ name, headers string } {
	return []struct{ name, headers string }{
		{"greenhouse", "candidateid+applicationid+candidatename|whogetscredit|emailaddresses+phonenumbers+socialmediaaddresses"},
		{"lever", "opportunityid+posting|archivedatgmt|opportunityid+stage"},
		{"ashby", "candidateprimaryemailaddress|currentinterviewstage+creditedto|candidatelinkedinurl"},
		{"workable", "disqualificationreason+headline|creationtime+domain|profileurl+headline+stage"},
		{"bamboohr", "employeenumber+hiredate+homeemail|eeid+workemail|employeenumber+homeemail"},
		{"personio", "personioid|subcompany+hiredate|vorname+nachname+eintrittsdatum"},
		{"hibob", "bobid|displayname+startdate+site+reportsto"},
		{"workday", "worker+employeeid|supervisoryorganization|emailprimarywork|primaryhomeaddressfull|routingtransitnumber+worker"},
		{"xero", "contactname+invoicenumber+invoicedate|poaddressline1"},
		{"sage", "employeereference+netpay|employeeref+surname|accountref+invoicenumber|forename1"},
	}
}
