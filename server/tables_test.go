package server

import (
	"bytes"
	"encoding/json"
	"html"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"muster"
	"muster/casework"
	"muster/internal/browsertest"
	"muster/store"
)

// Tables as one payroll office writes them: no heading is known.
const (
	oddPay     = "Pers.-Ref,Acct Name,Acct IBAN,Net amt,Paid when,Memo\nW-1,Wil There,GB29NWBK60161331926819,2100.00,2026-10-30,x\nW-2,Vic There,GB33BUKB20201555555555,1900.00,2026-10-30,y\n"
	oddPayNext = "Memo,Pers.-Ref,Acct Name,Acct IBAN,Net amt,Paid when\nx,W-1,Wil There,GB29NWBK60161331926819,2150.00,2026-11-20\n"
)

// bring drops one file with answers, as the form of the page does, and returns
// the page that follows.
func (b *browser) bring(t *testing.T, name, text string, answers map[string]string) (int, string) {
	t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	fields := map[string]string{"key": newKey(), "back": "/people"}
	maps.Copy(fields, answers)
	for name, value := range fields {
		if err := w.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile("files", name)
	if err == nil {
		_, err = io.WriteString(part, text)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.site+"/people/import", &form)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	status, page := b.do(r, nil)
	if status != http.StatusSeeOther {
		return status, page
	}
	return b.get("/people")
}

// columnForm are the fields of the form about the one table of the page of
// people, when a row of it is said to be of a kind.
type columnForm struct {
	table   string
	page    string
	answers map[string]string
	names   map[string]string // of the answers, by heading
}

func (b *browser) columns(t *testing.T, kind string) *columnForm {
	t.Helper()
	_, page := b.get("/people")
	id := regexp.MustCompile(`name="as-([0-9a-f]{32})"`).FindStringSubmatch(page)
	if id == nil {
		t.Fatalf("the page asks about no table: %.3000s", page[max(0, strings.Index(page, "Last import")):])
	}
	_, page = b.get("/people?as-" + id[1] + "=" + kind)
	f := &columnForm{table: id[1], page: page, answers: map[string]string{}, names: map[string]string{}}
	for _, m := range regexp.MustCompile(`<select name="(answer-t-[^"]+)" aria-label="What “([^”]*)” holds"`).FindAllStringSubmatch(page, -1) {
		f.names[html.UnescapeString(m[2])] = m[1]
	}
	for _, m := range regexp.MustCompile(`<input type="hidden" name="(answer-t-[^"]+)" value="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		f.answers[m[1]] = m[2]
	}
	return f
}

// says fills the form in, by heading and field.
func (f *columnForm) says(t *testing.T, pairs ...string) map[string]string {
	t.Helper()
	out := maps.Clone(f.answers)
	for i := 0; i < len(pairs); i += 2 {
		if f.names[pairs[i]] == "" {
			t.Fatalf("nothing can be said of %q, only of %v", pairs[i], slices.Sorted(maps.Keys(f.names)))
		}
		out[f.names[pairs[i]]] = pairs[i+1]
	}
	return out
}

// imports are the entries of the ledger about imports.
func (in *installation) imports(t *testing.T) (list []string, err error) {
	t.Helper()
	err = in.store.View(t.Context(), in.config.Organisation, func(tx *store.Tx) error {
		records, err := tx.Entries(0, 1000)
		for _, r := range records {
			if r.Kind == "files.import" && r.Opening != nil {
				list = append(list, string(r.Opening.Payload))
			}
		}
		return err
	})
	return list, err
}

// TestATableIsSaidToBe drops a table whose headings say nothing. Somebody says
// what a row is and what the columns hold; it is read so, entered, and read so
// the next month under another name and with its columns in another order.
func TestATableIsSaidToBe(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "employees.csv", employees)); err != nil {
		t.Fatal(err)
	}
	paid := func(id muster.SubjectID) (out []*muster.Payment) {
		for _, o := range in.stands(t, id, muster.KindPayment) {
			out = append(out, o.Data.(*muster.Payment))
		}
		return out
	}
	payroll := in.signedIn(t, "payroll", casework.Grant{Role: casework.Payroll})
	if _, page := payroll.bring(t, "lohn.csv", oddPay, nil); !strings.Contains(page, "What is the table lohn.csv about?") || strings.Contains(page, "W-1,") || len(paid("W-1")) > 0 {
		t.Fatalf("%.2000s", page)
	}
	form := payroll.columns(t, "payments")
	if !strings.Contains(form.page, "<bdi>Gx00xxxx00000000000000</bdi>") || strings.Contains(form.page, "NWBK") || strings.Contains(form.page, "Wil There</bdi></td>") {
		t.Error("the sample is not masked")
	}
	said := form.says(t, "Pers.-Ref", "person_id", "Acct Name", "holder", "Acct IBAN", "iban", "Net amt", "amount", "Paid when", "paid", "Memo", "ignore")
	status, page := payroll.bring(t, "lohn.csv", oddPay, said)
	if status != http.StatusOK || !strings.Contains(page, "Payments, as you said") || len(paid("W-1")) != 1 || string(paid("W-1")[0].Holder) != "Wil There" {
		t.Fatalf("%d %v %.3000s", status, paid("W-1"), page[max(0, strings.Index(page, "Last import")):])
	}
	entries, err := in.imports(t)
	if err != nil || !strings.Contains(entries[len(entries)-1], `"columns":{"Acct IBAN":"iban","Acct Name":"holder","Memo":"ignore","Net amt":"amount","Paid when":"paid","Pers.-Ref":"person_id"}`) {
		t.Errorf("the ledger holds %v, %v", entries, err)
	}
	_, page = payroll.bring(t, "pay of November.csv", oddPayNext, nil)
	if !strings.Contains(page, "Payments, as you said") || strings.Contains(page, "is the table") || len(paid("W-1")) != 2 {
		t.Errorf("next month: %d payments, %.3000s", len(paid("W-1")), page[strings.Index(page, "Last import"):])
	}
	if entries, err = in.imports(t); err != nil || !strings.Contains(entries[len(entries)-1], `"kind":"payments","said":"`) {
		t.Errorf("the ledger does not say that it was read as was said: %v, %v", entries[len(entries)-1], err)
	}
	if _, page = payroll.bring(t, "staff.csv", employees, said); !strings.Contains(page, "What you said of a table was not used") {
		t.Errorf("answers about another table: %.3000s", page[strings.Index(page, "Last import"):])
	}

	// a colleague is asked, and shown what was said
	lead := in.signedIn(t, "lead", casework.Grant{Role: casework.HRLead})
	_, page = lead.bring(t, "lohn.csv", strings.ReplaceAll(oddPay, "-10-", "-09-"), nil)
	if !strings.Contains(page, "</bdi> said this of such a table") || !strings.Contains(page, `<option value="holder" selected>`) || len(paid("W-1")) != 2 {
		t.Errorf("a colleague: %d payments, %.3000s", len(paid("W-1")), page[strings.Index(page, "Last import"):])
	}

	// taken back, it is asked about anew
	payroll.bring(t, "lohn.csv", oddPayNext, nil)
	if _, page = payroll.bring(t, "lohn.csv", oddPayNext, payroll.columns(t, "none").answers); !strings.Contains(page, "What is the table lohn.csv about?") {
		t.Errorf("taken back: %.3000s", page[strings.Index(page, "Last import"):])
	}
}

// TestSayingOpensNoWayAround says of tables what roles may not bring in, and what
// no table may say: it is refused, and nothing is taken in.
func TestSayingOpensNoWayAround(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", applicants), writeFile(t, "employees.csv", employees)); err != nil {
		t.Fatal(err)
	}
	const odd = "Pers.-Ref,Zig,Zag,Nationality\nA-1,travel,2026-01-01,xx\n"
	recruiter := in.signedIn(t, "recruiter", casework.Grant{Role: casework.Recruiter})
	recruiter.bring(t, "odd.csv", odd, nil)
	form := recruiter.columns(t, "interviews")
	for _, kind := range []string{"agreements", "agencies", "offices", "indicators", "account_ranges", "messages"} {
		if strings.Contains(form.page, `<option value="`+kind+`"`) {
			t.Errorf("a recruiter is offered %s", kind)
		}
	}
	if form.names["Nationality"] != "" {
		t.Error("a column that is never read is offered")
	}
	before, declared := in.onRecord(t)
	for kind, status := range map[string]int{"agreements": http.StatusForbidden, "agencies": http.StatusForbidden, "messages": http.StatusUnsupportedMediaType, "nonsense": http.StatusUnprocessableEntity} {
		says := form.says(t, "Pers.-Ref", "subject")
		says["answer-t-"+form.table+"-kind"] = kind
		if got, page := recruiter.bring(t, "odd.csv", odd, says); got != status || !strings.Contains(page, `class="refused"`) {
			t.Errorf("%s: %d", kind, got)
		}
	}
	says := form.says(t, "Zig", "no such field")
	if got, page := recruiter.bring(t, "odd.csv", odd, says); got != http.StatusUnprocessableEntity || !strings.Contains(page, "is not known for interviews") {
		t.Errorf("a field that is none: %d", got)
	}
	never := "answer-t-" + form.table + "-0" // Nationality is the first of the sorted headings
	if got, page := recruiter.bring(t, "odd.csv", odd, map[string]string{"answer-t-" + form.table + "-kind": "interviews", never: "notes"}); got != http.StatusUnprocessableEntity || !strings.Contains(page, "is never read") {
		t.Errorf("a column that is never read: %d", got)
	}
	if after, now := in.onRecord(t); after != before || now != declared {
		t.Error("something was taken in")
	}

	// a table of checks is what may not be recorded of others, whoever maps it
	const checks = "Pers.-Ref,Zig,Zag,Zog\nA-1,live interview,2026-11-10,passed\n"
	recruiter.bring(t, "odd.csv", checks, nil)
	form = recruiter.columns(t, "checks")
	if _, page := recruiter.bring(t, "odd.csv", checks, form.says(t, "Pers.-Ref", "candidate_id", "Zig", "type", "Zag", "done", "Zog", "outcome")); !strings.Contains(page, "1 record of checks") {
		t.Errorf("a recruiter's checks: %.3000s", page[max(0, strings.Index(page, "Last import")):])
	}
	if after, _ := in.onRecord(t); after != before {
		t.Error("a check was taken in")
	}
}

// TestHeadingsOfAStranger drops tables whose headings would be code on a page,
// are values, or are longer than anything: none does harm.
func TestHeadingsOfAStranger(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	lead := in.signedIn(t, "lead", casework.Grant{Role: casework.HRLead})
	const hostile = `<script>alert(1)</script>` + "\u202e" + `"onfocus=`
	text := `Zig,"` + strings.ReplaceAll(hostile, `"`, `""`) + `",` + strings.Repeat("long ", 90) + "\nW-1,<b>x</b>,z\n"
	lead.bring(t, "<i>odd</i>.csv", text, nil)
	form := lead.columns(t, "payments")
	for _, bad := range []string{"<script>alert", "<b>x</b>", "<i>odd", `”onfocus`, "\"onfocus=\""} {
		if strings.Contains(form.page, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	if len(form.names) != 2 || strings.Contains(form.page, `long long" holds`) {
		t.Errorf("said can be something of %v", form.names)
	}
	const bare = "ann@mail.example,2026-11-02,x\nben@mail.example,2026-11-03,y\n"
	_, page := lead.bring(t, "bare.csv", bare, nil)
	if !strings.Contains(page, "seems to hold values, not headings") || strings.Contains(page, `name="as-`) {
		t.Errorf("a table without headings: %.3000s", page[strings.Index(page, "Last import"):])
	}
	many := "Zig"
	for i := range 300 {
		many += ",Zag " + string(rune('a'+i%26)) + strings.Repeat("b", i/26)
	}
	lead.bring(t, "many.csv", many+"\n"+strings.Repeat("x,", 300)+"x\n", nil)
	if form = lead.columns(t, "payments"); len(form.names) != maxColumnsOffered || !strings.Contains(form.page, "more columns are not shown") {
		t.Errorf("%d columns are offered", len(form.names))
	}
}

// TestNobodyStandsTwice drops a list of people whose number stands in a column
// nobody knows. It waits for the answer: read without the number first, everybody
// would be there again once it is said, beside a double who shares all they have.
func TestNobodyStandsTwice(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	lead := in.signedIn(t, "lead", casework.Grant{Role: casework.HRLead})
	const list = "Zig,Full name,Email,Start date\n7001,Nell Farrow,nell@farrow.example,2026-01-05\n7002,Omar Selby,omar@selby.example,2026-01-05\n"
	_, page := lead.bring(t, "list.csv", list, nil)
	field := regexp.MustCompile(`name="(answer-[0-9a-f]+)" value="1"> “Zig”`).FindStringSubmatch(page)
	if field == nil || !strings.Contains(page, "0 people brought in") || !strings.Contains(page, "holds a number for each person") {
		t.Fatalf("it does not wait: %.3000s", page[max(0, strings.Index(page, "Last import")):])
	}
	if _, page = lead.bring(t, "list.csv", list, map[string]string{field[1]: "1"}); !strings.Contains(page, "2 people brought in") {
		t.Fatalf("with the answer: %.3000s", page[max(0, strings.Index(page, "Last import")):])
	}
	if _, ok := in.live.now().Row("7001"); !ok {
		t.Error("the number is not the person's")
	}
	if _, page = lead.bring(t, "again.csv", list, nil); !strings.Contains(page, `<h2 id="list-h">2 people</h2>`) {
		t.Errorf("again: %.3000s", page[max(0, strings.Index(page, "Last import")):])
	}
	other := strings.ReplaceAll(list, "Zig", "Colour")
	_, page = lead.bring(t, "other.csv", strings.ReplaceAll(strings.ReplaceAll(other, "7001", "green"), "7002", "blue"), nil)
	field = regexp.MustCompile(`name="(answer-[0-9a-f]+)" value="0"> None`).FindStringSubmatch(page)
	if field == nil {
		t.Fatal("it is not asked about")
	}
	for range 2 { // the answer is remembered
		if _, page = lead.bring(t, "other.csv", other, map[string]string{field[1]: "0"}); strings.Contains(page, "it waits for") || strings.Contains(page, "It waits for") {
			t.Errorf("taken as it stands: %.3000s", page[max(0, strings.Index(page, "Last import")):])
		}
		field[1] = "answer-none"
	}
}

// TestProgramsSayWhatTablesAre sends what the form says by the API.
func TestProgramsSayWhatTablesAre(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "employees.csv", employees)); err != nil {
		t.Fatal(err)
	}
	p := in.program(t, []string{"observations.write"}, lead())
	send := func(name, text, tables string) *answer {
		var fields []string
		if tables != "" {
			fields = []string{"tables", tables}
		}
		body, kind := multipartForm(t, "files", name, text, fields...)
		return p.send("POST", "/v1/imports", body, "Content-Type", kind, "Idempotency-Key", newKey())
	}
	const said = `[{"file":"lohn.csv","kind":"payments","columns":{"Pers.-Ref":"person_id","Acct Name":"holder","Acct IBAN":"iban","Net amt":"amount","Paid when":"paid"}}]`
	for _, bad := range []struct {
		tables string
		status int
	}{
		{`[{"file":"other.csv","kind":"payments"}]`, http.StatusUnprocessableEntity},
		{`[{"file":"lohn.csv","kind":"payments","columns":{"None such":"holder"}}]`, http.StatusUnprocessableEntity},
		{`[{"file":"lohn.csv","kind":"payments","columns":{"Acct Name":"none such"}}]`, http.StatusUnprocessableEntity},
		{`[{"file":"lohn.csv","columns":{"Acct Name":"holder"}}]`, http.StatusUnprocessableEntity},
		{`[{"file":"lohn.csv","kind":"checks","columns":{"Acct Name":"provider"}}]`, http.StatusForbidden}, // the key has no scope for checks
		{`{"file":"lohn.csv"}`, http.StatusUnprocessableEntity},
		{`[{"kind":"payments"}]`, http.StatusUnprocessableEntity},
	} {
		if a := send("lohn.csv", oddPay, bad.tables); a.status != bad.status {
			t.Errorf("%s: %d %s", bad.tables, a.status, a.body)
		}
	}
	if n := len(in.stands(t, "W-1", muster.KindPayment)); n > 0 {
		t.Fatalf("%d payments were taken in", n)
	}
	send("lohn.csv", oddPay, said).want(t, "a table as it is said to be", http.StatusOK)
	a := send("other.csv", oddPayNext, "")
	a.want(t, "the next month", http.StatusOK)
	if n := len(in.stands(t, "W-1", muster.KindPayment)); n != 2 {
		t.Errorf("%d payments", n)
	}
	var told struct {
		Files []struct {
			Kind    string                           `json:"kind"`
			Columns []struct{ Header, Field string } `json:"columns"`
		} `json:"files"`
	}
	if err := json.Unmarshal(a.body, &told); err != nil || len(told.Files) != 1 || told.Files[0].Kind != "payments" || len(told.Files[0].Columns) != 6 || told.Files[0].Columns[2].Field != "holder" {
		t.Errorf("%s, %v", a.body, err)
	}
}

// TestColumnsInABrowser says in a browser what a table is and what its columns
// hold, at the width of a telephone too, in both schemes.
func TestColumnsInABrowser(t *testing.T) {
	t.Parallel()
	for _, scheme := range browsertest.Schemes() {
		in := newInstallation(t)
		if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "employees.csv", employees)); err != nil {
			t.Fatal(err)
		}
		ctx := browsertest.Open(t, scheme)
		in.enter(t, ctx, "Admin", casework.Administrator, casework.HRLead)
		odd := writeFile(t, "lohn-oktober.csv", oddPay)
		known := writeFile(t, "staff.csv", "Employee ID,Full name,Start date,Second address\nW-7,Nell Farrow,2026-01-05,12 Mill Lane\n")
		leads := func(js string) { // and the page that follows is there
			t.Helper()
			before := browsertest.Eval[float64](t, ctx, "performance.timeOrigin")
			browsertest.Eval[bool](t, ctx, js+" === undefined")
			for range 400 {
				time.Sleep(25 * time.Millisecond)
				if at, err := chromedp.Run(ctx, chromedp.Evaluate[float64]("document.readyState === 'complete' ? performance.timeOrigin : 0")); err == nil && at > before {
					return
				}
			}
			t.Fatalf("%s led nowhere", js)
		}
		browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+"/people"), chromedp.SetUploadFiles(chromedp.CSS("#files"), []string{odd, known}))
		leads("document.querySelector('#import form button').click()")
		see(t, ctx, "What is the table lohn-oktober.csv about?")
		looked := func(name string) {
			for _, width := range []int64{1440, 390} {
				browsertest.Do(t, ctx, chromedp.EmulateViewport(width, 900))
				browsertest.Shoot(t, ctx, name+"-"+strconv.FormatInt(width, 10))
				browsertest.Unfold(t, ctx)
				browsertest.Size(t, ctx, name, width)
				for _, v := range browsertest.Violations(t, ctx) {
					t.Errorf("%s: %s", name, v)
				}
				browsertest.Shoot(t, ctx, name+"-"+strconv.FormatInt(width, 10)+"-open")
			}
		}
		looked("columns-asked-" + string(scheme))
		browsertest.Eval[bool](t, ctx, "document.querySelector('select[name^=as-]:has(option[value=\"\"])').value = 'payments'; true")
		leads("document.querySelector('button[form=table-kinds]').click()")
		see(t, ctx, "Acct IBAN")
		looked("columns-" + string(scheme))
	}
}
