package ingest

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster"
	"muster/normal"
)

const modulusYAML = "modulus: {weights: valacdos.txt, substitutions: scsubtab.txt}\n"

// With the operator's table, a number that no account can have is listed and
// joins nobody; what the table does not list is presumed valid.
func TestModulusTable(t *testing.T) {
	files := map[string]string{
		"muster.yaml":  modulusYAML,
		"valacdos.txt": "089000 089999 MOD10    0    0    0    0    0    0    7    1    3    7    1    3    7    1\r\n",
		"scsubtab.txt": "938600 938611\r\n",
		"bank.csv":     "Employee ID,Sort code,Account number\nE1,08-99-99,66374958\nE2,08-99-99,66374959\nE3,12-34-56,66374959\n",
		"own.jsonl":    `{"subject":"E4","kind":"bank_details","data":{"iban":"GB43NWBK08999966374959"}}` + "\n",
	}
	dir := folder(t, files)
	b := mustRead(t, dir, Options{})
	numbers := map[muster.SubjectID]string{}
	for id, list := range observed(t, b) {
		d := list[0].(*muster.BankDetails)
		numbers[id] = string(d.BankCode + "/" + muster.BankCode(d.Number+d.IBAN))
	}
	want := map[muster.SubjectID]string{"E1": "08-99-99/66374958", "E2": "08-99-99/", "E3": "12-34-56/66374959", "E4": "/"}
	if diff := cmp.Diff(want, numbers); diff != "" {
		t.Error(diff)
	}
	var cells []string
	for _, r := range b.Rejects {
		cells = append(cells, r.Column)
	}
	if diff := cmp.Diff([]string{"Account number", "data.iban"}, cells); diff != "" || b.Records != b.Read || b.Rejects[0].Row != 3 {
		t.Error(diff, b.Rejects)
	}
	delete(files, "muster.yaml")
	delete(files, "valacdos.txt")
	delete(files, "scsubtab.txt")
	if b = mustRead(t, folder(t, files), Options{}); len(b.Rejects) != 0 {
		t.Errorf("without a table: %v", b.Rejects)
	}
}

// An IBAN whose check digits do not agree is listed with its row, in a table as in
// our own form, and joins nobody; its row is kept. What is no whole IBAN is no such
// number: masked ones, words, and numbers of other forms.
func TestIBANsThatNoAccountCanHave(t *testing.T) {
	b := mustRead(t, folder(t, map[string]string{
		"people.csv":   goodPeople,
		"bank.csv":     "Employee ID,Account holder,IBAN\nE1,Ann A,GB28 NWBK 6016 1331 9268 19\nE2,Ben B,GB29NWBK60161331926819\nE3,Cid C,GB** **** **** **** **68 19\nE4,Dee D,to follow\nE5,Eve E,\n",
		"payments.csv": "Employee ID,Payment date,Net pay,IBAN\nE1,2026-10-30,100.00,GB28NWBK60161331926819\nE2,2026-10-30,100.00,DE89370400440532013000\n",
		"old.csv":      "Employee ID,Account holder,Bank account\nE6,Fay F,DE88370400440532013000\nE7,Gus G,66374958\n",
		"own.jsonl":    `{"subject":"E8","kind":"bank_details","data":{"iban":"DE88370400440532013000"}}` + "\n",
	}), Options{})
	var got []string
	for _, r := range b.Rejects {
		got = append(got, fmt.Sprint(filepath.Base(r.File), " ", r.Row, " ", r.Column))
		if !strings.Contains(r.Reason, "check digits do not agree") {
			t.Errorf("%+v", r)
		}
	}
	slices.Sort(got)
	if diff := cmp.Diff([]string{"bank.csv 2 IBAN", "old.csv 2 Bank account", "own.jsonl 1 data.iban", "payments.csv 2 IBAN"}, got); diff != "" || b.Records != b.Read {
		t.Errorf("%s: %d of %d records", diff, b.Records, b.Read)
	}
}

func TestModulusTableThatCannotBeRead(t *testing.T) {
	for name, c := range map[string]struct {
		yaml, table string
		want        muster.Place
	}{
		"bad line":     {modulusYAML, "089000 089999 MOD10 0 0 0 0 0 0 7 1 3 7 1 3 7 1\nnot a line of weights\n", muster.Place{File: "valacdos.txt", Row: 2}},
		"empty":        {modulusYAML, "", muster.Place{File: "valacdos.txt"}},
		"wrong file":   {"modulus: {weights: scsubtab.txt}\n", "", muster.Place{File: "scsubtab.txt"}},
		"missing":      {"modulus: {weights: none.txt}\n", "", muster.Place{File: "none.txt"}},
		"outside":      {"modulus: {weights: ../valacdos.txt}\n", "", muster.Place{File: "muster.yaml"}},
		"half a table": {"modulus: {substitutions: scsubtab.txt}\n", "", muster.Place{File: "muster.yaml"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := folder(t, map[string]string{"people.csv": goodPeople, "muster.yaml": c.yaml, "valacdos.txt": c.table, "scsubtab.txt": "938600 938611\n"})
			_, err := Read(t.Context(), []string{dir}, Options{})
			var e *muster.Error
			if !errors.As(err, &e) || !strings.HasSuffix(e.Place.File, c.want.File) || e.Place.Row != c.want.Row || e.Hint == "" {
				t.Errorf("%#v", err)
			}
			if name == "bad line" && !errors.Is(err, normal.ErrModulusTable) {
				t.Errorf("%v is no modulus error", err)
			}
		})
	}
}
