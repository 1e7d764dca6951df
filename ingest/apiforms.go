package ingest

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"muster/ingest/table"
)

// Answers of the platforms' own interfaces hold their records deep inside, under
// names of their own and with times as numbers. An answer that was saved as it
// came is read as the table it stands for.

// maxAnswer bounds a saved answer, in bytes.
const maxAnswer = 256 << 20

// answerForm is one kind of answer: where its records stand, and what of each is
// read under which header. "*" in a path is any one name.
type answerForm struct {
	vendor string
	kind   TableKind
	at     string
	needs  []string // paths a record of it has, one at least of each bar-separated group
	fields [][2]string
	only   [2]string // a path and the one value it must have; empty: any
}

func answerForms() []answerForm {
	return []answerForm{
		{vendor: "Freelancer", kind: Bids, at: "result.bids", needs: []string{"bidder_id", "project_id"}, fields: [][2]string{
			{"id", "bid id"}, {"bidder_id", "bidder id"}, {"project_id", "job"}, {"time_submitted", "sent"}, {"submitdate", "sent"}, {"award_status", "state"}}},
		{vendor: "Freelancer", kind: Ratings, at: "result.reviews", needs: []string{"to_user_id", "from_user_id"}, only: [2]string{"role", "freelancer"}, fields: [][2]string{
			{"id", "review id"}, {"to_user_id", "freelancer id"}, {"from_user_id", "client id"}, {"rating", "stars"}, {"submitdate", "date"}, {"time_submitted", "date"}}},
		{vendor: "Freelancer", kind: Accounts, at: "result.users", needs: []string{"id", "username|display_name"}, fields: [][2]string{
			{"id", "user id"}, {"display_name", "full name"}, {"username", "username"}, {"role", "account type"}, {"registration_date", "account created"}, {"email", "email"},
			{"location.city", "city"}, {"location.country.name", "country"}}},
		{vendor: "Upwork", kind: Contracts, at: "data.*.contracts", needs: []string{upworkTalent, upworkClient}, fields: upworkContract()},
		{vendor: "Upwork", kind: Contracts, at: "data.*.edges", needs: []string{upworkTalent, upworkClient}, fields: upworkContract()},
		{vendor: "Upwork", kind: Bids, at: "data.*.edges", needs: []string{"user.id|freelancer.id", "marketplaceJobPosting.id"}, fields: [][2]string{
			{"id", "proposal id"}, {"user.id", "freelancer id"}, {"freelancer.id", "freelancer id"}, {"marketplaceJobPosting.id", "job"}, {"status.status", "state"},
			{"auditDetails.createdAt", "sent"}, {"auditDetails.createdDateTime.rawValue", "sent"}, {"auditDetails.createdDateTime", "sent"}, {"createdDateTime", "sent"}}},
	}
}

// Who works and for whom: the person may stand one level further inside.
const (
	upworkTalent = "freelancer.id|freelancer.user.id|vendor.id|vendor.user.id|talent.id|talent.user.id|freelancerId"
	upworkClient = "client.id|clientOrganization.id|clientTeam.id|organization.id|clientId"
)

func upworkContract() [][2]string {
	fields := [][2]string{
		{"id", "contract id"}, {"title", "contract title"}, {"jobTitle", "contract title"}, {"startDate", "started"}, {"startDateTime", "started"}, {"startedTime", "started"}, {"createdDateTime", "started"},
		{"endDate", "ended"}, {"endDateTime", "ended"}, {"endedTime", "ended"}, {"totalCharge.rawValue", "amount"}, {"totalCharge.currency", "currency"},
	}
	for _, one := range [][2]string{{upworkTalent, "freelancer id"}, {upworkClient, "client id"}} {
		for path := range strings.SplitSeq(one[0], "|") {
			fields = append(fields, [2]string{path, one[1]})
		}
	}
	return fields
}

// isAnswer reports whether the head of a JSON file may be such an answer.
func isAnswer(head []byte) bool {
	head = bytes.TrimLeft(head, "\ufeff \t\r\n")
	return bytes.HasPrefix(head, []byte("{")) && (bytes.Contains(head, []byte(`"result"`)) || bytes.Contains(head, []byte(`"data"`)))
}

// unwrapAnswer writes the records of a saved answer as a table in JSON. ok is
// false for everything that is no such answer; it is then read as it stands.
func unwrapAnswer(raw []byte) (out []byte, form *answerForm, ok bool) {
	if !isAnswer(raw[:min(len(raw), headBytes)]) || shallow(raw) != nil {
		return nil, nil, false
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var answer any
	if err := d.Decode(&answer); err != nil {
		return nil, nil, false
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, nil, false
	}
	forms := answerForms()
	for i := range forms {
		f := &forms[i]
		records := f.records(answer)
		if len(records) == 0 {
			continue
		}
		text, err := json.Marshal(records)
		return text, f, err == nil
	}
	return nil, nil, false
}

// records are those of an answer that are of the form, under our headers.
func (f *answerForm) records(answer any) []map[string]string {
	list := inside([]any{answer}, strings.Split(f.at, "."))
	var out []map[string]string
	for _, one := range list {
		record, ok := one.(map[string]any)
		if !ok {
			continue
		}
		if node, ok := record["node"].(map[string]any); ok {
			record = node
		}
		if !f.fits(record) {
			continue
		}
		row := map[string]string{}
		for _, field := range f.fields {
			if v := textAt(record, field[0], field[1]); v != "" && row[field[1]] == "" {
				row[field[1]] = v
			}
		}
		out = append(out, row)
	}
	return out
}

func (f *answerForm) fits(record map[string]any) bool {
	for _, group := range f.needs {
		found := false
		for path := range strings.SplitSeq(group, "|") {
			found = found || textAt(record, path, "") != ""
		}
		if !found {
			return false
		}
	}
	return f.only[0] == "" || textAt(record, f.only[0], "") == f.only[1]
}

// inside goes down the path from every value, and spreads what stands there: a
// list into its values, an object of objects, as of users by their number, into
// those.
func inside(values []any, path []string) (out []any) {
	for _, name := range path {
		var next []any
		for _, v := range values {
			object, ok := v.(map[string]any)
			switch {
			case !ok:
			case name == "*":
				for _, key := range slices.Sorted(maps.Keys(object)) {
					next = append(next, object[key])
				}
			case object[name] != nil:
				next = append(next, object[name])
			}
		}
		values = next
	}
	for _, v := range values {
		switch v := v.(type) {
		case []any:
			out = append(out, v...)
		case map[string]any:
			for _, key := range slices.Sorted(maps.Keys(v)) {
				out = append(out, v[key])
			}
		}
	}
	return out
}

// textAt is the text at a path; a time that is a number is written as a moment.
func textAt(record map[string]any, path, header string) string {
	var v any = record
	for name := range strings.SplitSeq(path, ".") {
		object, ok := v.(map[string]any)
		if !ok {
			return ""
		}
		v = object[name]
	}
	var text string
	switch v := v.(type) {
	case string:
		text = v
	case json.Number:
		text = v.String()
	case bool:
		text = strconv.FormatBool(v)
	}
	switch header {
	case "sent", "date", "started", "ended", "account created":
		if at, ok := fromEpoch(text); ok {
			return at
		}
	}
	return text
}

// fromEpoch reads seconds or milliseconds since 1970.
func fromEpoch(s string) (string, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	switch {
	case err != nil || n < 946_684_800: // the year 2000
		return "", false
	case n < 1<<33:
		return time.Unix(n, 0).UTC().Format(time.RFC3339), true
	case n < 1<<43:
		return time.UnixMilli(n).UTC().Format(time.RFC3339), true
	}
	return "", false
}

// answerOf is the table a saved answer stands for; src itself for every other
// file.
func answerOf(src table.Source) (table.Source, *answerForm) {
	head := make([]byte, min(src.Size, headBytes))
	if n, _ := src.R.ReadAt(head, 0); src.Size > maxAnswer || !isAnswer(head[:n]) {
		return src, nil
	}
	raw, err := io.ReadAll(io.NewSectionReader(src.R, 0, src.Size))
	if err != nil {
		return src, nil
	}
	text, form, ok := unwrapAnswer(raw)
	if !ok {
		return src, nil
	}
	return table.Source{File: src.File, R: bytes.NewReader(text), Size: int64(len(text))}, form
}

// earningsOf leaves out of a platform's list of transactions what would be read
// as a payout and is none: the account named there is the client's.
func earningsOf(found recognition) {
	if found.spec.name != Payments {
		return
	}
	local, ref, by, beside := false, false, false, false
	for _, m := range found.matches {
		switch foldHeader(m.header) {
		case "amountinlocalcurrency":
			local = true
		case "refid":
			ref = true
		case "agency", "freelancer":
			by = true
		case "team", "po", "accountname", "exchangerate", "balance":
			beside = true
		}
	}
	if !ref || !local && (!by || !beside) {
		return
	}
	for i := range found.matches {
		switch foldHeader(found.matches[i].header) {
		case "accountname", "agency", "freelancer", "team", "po", "type", "balance", "exchangerate", "amountinlocalcurrency":
			found.matches[i].path = metaUnused
		case "refid":
			found.matches[i].path = metaRecord
		}
	}
}
