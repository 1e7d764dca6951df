package bankfile

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/govalues/decimal"

	"muster"
	"muster/normal"
)

// maxCells bounds the columns of a payment service's table.
const maxCells = 200

// serviceForm is how one table of a payment service is recognised: by columns
// that nobody else names so.
type serviceForm struct {
	format Format
	needs  []string
	oneOf  []string // of these at least one; empty: none needed
	only   []string // and nothing but these; empty: anything
}

func serviceForms() []serviceForm {
	return []serviceForm{
		// Some exports leave the running balance out; the id is Wise's alone.
		{WiseStatement, []string{"transferwise id", "date", "amount", "currency"}, []string{"running balance", "payment reference", "payer name", "payee name", "total fees"}, nil},
		{WiseHistory, []string{"status", "direction", "source amount (after fees)", "source currency", "target amount (after fees)", "target currency"}, []string{"id", "transferwise id"}, nil},
		{WiseBatch, []string{"amount", "amountcurrency", "sourcecurrency", "targetcurrency"}, nil, nil},
		{PayoneerStatement, []string{"transaction date", "credit amount", "debit amount", "currency", "running balance"}, []string{"transfer amount", "additional description", "store name", "reference id"}, nil},
		// Some exports leave the running balance out; the other columns are Payoneer's alone.
		{PayoneerStatement, []string{"transaction date", "credit amount", "debit amount", "currency", "transfer amount currency"}, []string{"additional description", "store name"}, nil},
		// The report of a balance with one amount, which is negative where it went out:
		// its columns are many others' too, but all together they are these alone.
		{PayoneerStatement, []string{"description", "amount", "currency", "status", "transaction id"}, []string{"date", "transaction date"},
			[]string{"date", "transaction date", "description", "amount", "currency", "status", "running balance", "transaction id"}},
		{PayoneerBatch, []string{"payee id", "amount", "currency"}, []string{"payment id", "internal payment id", "client reference id"}, nil},
		{PayoneerBatch, []string{"recipient email", "amount", "currency"}, []string{"description", "payment description"}, nil},
		{PayoneerBatch, []string{"recipient email", "payment amount", "payment currency"}, nil, nil},
	}
}

// TableHeader reads the first row of a payment service's table: what stands
// between cells, and the names of the columns in lower case.
func TableHeader(raw []byte) (comma rune, names []string) {
	head, _ := fromHeader(raw[:min(len(raw), headBytes)])
	line, _, _ := bytes.Cut(head, []byte("\n"))
	for _, comma := range []rune{',', ';', '\t'} {
		r := csv.NewReader(bytes.NewReader(line))
		r.Comma, r.FieldsPerRecord = comma, -1
		cells, err := r.Read()
		if err != nil || len(cells) < 3 || len(cells) > maxCells {
			continue
		}
		for i := range cells {
			cells[i] = strings.ToLower(strings.Join(strings.Fields(cells[i]), " "))
		}
		return comma, cells
	}
	return 0, nil
}

// fromHeader leaves out what stands before the first row, and says how many lines
// that is: blank ones, and the title that some exports put there.
func fromHeader(raw []byte) (text []byte, skipped int) {
	text = bytes.TrimPrefix(raw, byteOrderMark)
	for {
		line, rest, more := bytes.Cut(text, []byte("\n"))
		if !more || len(bytes.TrimSpace(line)) > 0 && !isTitle(line) {
			return text, skipped
		}
		text, skipped = rest, skipped+1
	}
}

// isTitle reports whether a line is the title of a statement, such as
// statement_1234_EUR_2026-01-01_2026-01-31, and no row.
func isTitle(line []byte) bool {
	title := bytes.ToLower(bytes.Trim(line, "\"\r ,;\t"))
	return bytes.HasPrefix(title, []byte("statement_")) && !bytes.ContainsAny(title, ",;\t")
}

// serviceFormat tells the tables of payment services by their header; "" for
// everything else.
func serviceFormat(head []byte) Format {
	_, names := TableHeader(head)
	has := func(name string) bool { return slices.Contains(names, name) }
	for _, form := range serviceForms() {
		other := func(n string) bool { return n != "" && !slices.Contains(form.only, n) }
		if slices.ContainsFunc(form.needs, func(n string) bool { return !has(n) }) || len(form.oneOf) > 0 && !slices.ContainsFunc(form.oneOf, has) || len(form.only) > 0 && slices.ContainsFunc(names, other) {
			continue
		}
		return form.format
	}
	return ""
}

// serviceTable reads one table of a payment service, row by row.
type serviceTable struct {
	f       *File
	columns map[string]int
	line    int
	cells   []string
	days    dayOrder
	steps   []step
	runs    [2]bool // the lines follow from one another forwards in time, backwards
}

func (t *serviceTable) cell(names ...string) string {
	for _, name := range names {
		if i, there := t.columns[name]; there && i < len(t.cells) {
			if text := strings.TrimSpace(t.cells[i]); text != "" {
				return text
			}
		}
	}
	return ""
}

// readService reads a table of a payment service.
func readService(f *File) error {
	if f.Format == WiseStatement && bytes.HasPrefix(front(f.raw), []byte("{")) {
		return readWiseJSON(f)
	}
	comma, names := TableHeader(f.raw)
	t := &serviceTable{f: f, columns: map[string]int{}}
	for i, name := range names {
		if _, twice := t.columns[name]; !twice {
			t.columns[name] = i
		}
	}
	if err := t.rows(comma, t.findDays); err != nil {
		return err
	}
	if err := t.rows(comma, t.row); err != nil {
		return err
	}
	return t.balances()
}

// rows gives each row below the header to a function.
func (t *serviceTable) rows(comma rune, each func() error) error {
	text, skipped := fromHeader(t.f.raw)
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = comma, -1, true
	for first := true; ; first = false {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			return t.f.damaged(broken.Line+skipped, "the row is not CSV: %s", broken.Err)
		}
		if err != nil {
			return err
		}
		t.line, _ = r.FieldPos(0)
		t.line += skipped
		t.cells = cells
		if first || strings.Join(cells, "") == "" {
			continue
		}
		if len(cells) > maxCells {
			return t.f.damaged(t.line, "the row has %d cells", len(cells))
		}
		if err := each(); err != nil {
			return err
		}
	}
}

func (t *serviceTable) row() error {
	switch t.f.Format {
	case WiseStatement:
		return t.wiseStatement()
	case WiseHistory:
		return t.wiseHistory()
	case PayoneerStatement:
		return t.payoneerStatement()
	case WiseBatch:
		return t.wiseBatch()
	}
	return t.payoneerBatch()
}

// wiseStatement reads one line of a balance. Its fees are part of the amount.
func (t *serviceTable) wiseStatement() error {
	amount, err := t.money("amount")
	if err != nil {
		return err
	}
	p := Payment{
		Line: t.line, In: !amount.IsNeg(), Reference: t.cell("payment reference", "transferwise id"), Amount: amount.Abs(), Currency: strings.ToUpper(t.cell("currency")),
		Date: t.day(t.cell("date", "date time")), Text: t.cell("description"),
		To: muster.PayTo{Holder: muster.PersonName(t.cell("payee name", "merchant"))},
	}
	if p.In {
		p.To.Holder = muster.PersonName(t.cell("payer name"))
	} else {
		p.To.IBAN, p.To.BankCode, p.To.Number = accountText(t.cell("payee account number"))
	}
	return t.booked(&p, amount)
}

// wiseHistory reads one transfer. The two amounts must agree by the rate that
// stands between them.
func (t *serviceTable) wiseHistory() error {
	if !strings.EqualFold(t.cell("status"), "completed") {
		return nil // nothing was moved, or it came back
	}
	source, err := t.money("source amount (after fees)")
	if err != nil {
		return err
	}
	target, err := t.money("target amount (after fees)")
	if err != nil {
		return err
	}
	if err := t.rate(source, target); err != nil {
		return err
	}
	direction := strings.ToUpper(t.cell("direction"))
	switch direction {
	case "OUT", "IN":
	case "NEUTRAL":
		return nil // between balances of one holder
	default:
		return t.f.damaged(t.line, "the direction %q is not IN, OUT or NEUTRAL", t.cell("direction"))
	}
	p := Payment{
		Line: t.line, In: direction == "IN", Reference: t.cell("reference", "id", "transferwise id"), Amount: target.Abs(), Currency: strings.ToUpper(t.cell("target currency")),
		Date: t.day(t.cell("finished on", "finished", "created on", "created")), To: muster.PayTo{Holder: muster.PersonName(t.cell("target name"))}, From: muster.PayTo{Holder: muster.PersonName(t.cell("source name"))},
	}
	if p.In {
		p.To, p.From = p.From, p.To
	}
	return t.keep(&p)
}

// rate holds two amounts against the rate stated. The rate is rounded to its
// own digits and the amount to the currency's, so that half of each may be off. In
// one currency the rate is one, however few digits it is written with.
func (t *serviceTable) rate(source, target decimal.Decimal) error {
	text := t.cell("exchange rate")
	if text == "" {
		return nil
	}
	rate, err := exact(text)
	if err != nil || !rate.IsPos() {
		return t.f.damaged(t.line, "the exchange rate %q is not a number", text)
	}
	half, err := decimal.New(5, rate.Scale()+1)
	if err != nil {
		return t.f.damaged(t.line, "the exchange rate %q has too many digits", text)
	}
	found, err1 := source.Mul(rate)
	if strings.EqualFold(t.cell("source currency"), t.cell("target currency")) && rate.Cmp(decimal.One) == 0 {
		half = decimal.Zero
	}
	off, err2 := source.Abs().Mul(half)
	if err1 != nil || err2 != nil {
		return t.f.damaged(t.line, "the amounts are too large to compare")
	}
	fee, err := t.targetFee()
	if err != nil {
		return err
	}
	most, err1 := off.Add(decimal.MustNew(1, min(2, target.Scale())))
	before, err2 := target.Add(fee)
	if err1 != nil || err2 != nil || !near(found, target, most) && !near(found, before, most) {
		return t.f.damaged(t.line, "%s at a rate of %s does not come to %s; ask whoever made the file for a whole one", source, rate, target)
	}
	return nil
}

// targetFee is what was kept back of the target amount, which is stated without
// it; zero where nothing was.
func (t *serviceTable) targetFee() (decimal.Decimal, error) {
	if t.cell("target fee amount") == "" || !strings.EqualFold(t.cell("target fee currency"), t.cell("target currency")) {
		return decimal.Decimal{}, nil
	}
	fee, err := t.money("target fee amount")
	return fee.Abs(), err
}

// near reports whether two amounts are no further apart than so much.
func near(a, b, most decimal.Decimal) bool {
	gap, err := a.Sub(b)
	return err == nil && gap.Abs().Cmp(most) <= 0
}

// payoneerStatement reads one line of a balance.
func (t *serviceTable) payoneerStatement() error {
	if status := t.cell("status"); status != "" && !strings.EqualFold(status, "completed") {
		return nil
	}
	if _, signed := t.columns["amount"]; signed {
		amount, err := t.money("amount")
		if err != nil {
			return err
		}
		p := Payment{Line: t.line, In: !amount.IsNeg(), Reference: t.cell("transaction id"), Amount: amount.Abs(), Currency: strings.ToUpper(t.cell("currency")), Date: t.day(t.cell("transaction date", "date")), Text: t.cell("description")}
		return t.booked(&p, amount)
	}
	in, out := t.cell("credit amount"), t.cell("debit amount")
	name := "credit amount"
	if in == "" || strings.Trim(in, "0.,") == "" {
		name = "debit amount"
	}
	if in == "" && out == "" {
		return t.f.damaged(t.line, "neither a credit nor a debit amount is stated")
	}
	amount, err := t.money(name)
	if err != nil {
		return err
	}
	amount = amount.Abs()
	p := Payment{
		Line: t.line, In: name == "credit amount", Reference: t.cell("reference id", "transaction id"), Amount: amount, Currency: strings.ToUpper(t.cell("currency")),
		Date: t.day(t.cell("transaction date")), Text: t.cell("description"), To: muster.PayTo{Holder: muster.PersonName(t.cell("target", "store name"))},
	}
	if p.In {
		p.To.Holder = muster.PersonName(t.cell("source", "store name"))
	} else {
		amount = amount.Neg()
	}
	return t.booked(&p, amount)
}

// wiseBatch reads one payment to be made. The amount is in the payer's or in
// the payee's currency, as the row says.
func (t *serviceTable) wiseBatch() error {
	currency := ""
	switch which := strings.ToLower(t.cell("amountcurrency")); which {
	case "target", "source":
		currency = t.cell(which + "currency")
	default:
		currency = t.cell("amountcurrency")
	}
	amount, err := t.money("amount")
	if err != nil {
		return err
	}
	to := muster.PayTo{
		Holder: muster.PersonName(t.cell("name", "recipientname")), IBAN: muster.Account(t.cell("iban")),
		BankCode: muster.BankCode(t.cell("sortcode", "abartn", "abaroutingnumber", "swiftcode", "bic", "bankcode", "recipientbankcode")), Number: muster.Account(t.cell("accountnumber", "recipientaccountnumber")), Provider: "Wise",
	}
	if to.IBAN == "" && to.Number == "" {
		to.BankCode, to.Number = "wise", muster.Account(t.cell("recipientid", "recipientemail"))
	}
	return t.ordered(&Payment{Line: t.line, Reference: t.cell("paymentreference", "recipientdetail", "reference"), Amount: amount, Currency: strings.ToUpper(currency), To: to})
}

// payoneerBatch reads one payment to be made, to a payee's id or, in files made by
// hand after Payoneer's template, to the payee's e-mail address.
func (t *serviceTable) payoneerBatch() error {
	amount, err := t.money("amount", "payment amount")
	if err != nil {
		return err
	}
	id := t.cell("payee id", "recipient email")
	if id == "" {
		return t.f.damaged(t.line, "the payee has no id")
	}
	return t.ordered(&Payment{
		Line: t.line, Reference: id, Amount: amount, Currency: strings.ToUpper(t.cell("currency", "payment currency")), Date: t.day(t.cell("payment date", "date")), Text: t.cell("description", "payment description"),
		To: muster.PayTo{Holder: muster.PersonName(t.cell("payee name", "name")), BankCode: "payoneer", Number: muster.Account(id), Provider: "Payoneer"},
	})
}

func (t *serviceTable) ordered(p *Payment) error {
	if p.Amount.IsNeg() {
		return t.f.damaged(t.line, "the amount %s is negative", p.Amount)
	}
	return t.keep(p)
}

func (t *serviceTable) keep(p *Payment) error {
	if len(p.Currency) != 3 || strings.Trim(p.Currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return t.f.damaged(t.line, "the currency %q is not a code of three letters", p.Currency)
	}
	return t.f.add(*p, entry{})
}

// money reads an amount: digits with one point, and commas only before groups
// of three.
func (t *serviceTable) money(names ...string) (decimal.Decimal, error) {
	text := t.cell(names...)
	digits, negative := strings.CutPrefix(text, "-")
	whole, _, _ := strings.Cut(digits, ".")
	if groups := strings.Split(whole, ","); len(groups) > 1 {
		for _, g := range groups[1:] {
			if len(g) != 3 {
				return decimal.Decimal{}, t.f.damaged(t.line, "the amount %q cannot be read", text)
			}
		}
		digits = strings.ReplaceAll(whole, ",", "") + strings.TrimPrefix(digits, whole)
	}
	d, err := exact(digits)
	if err != nil {
		return d, t.f.damaged(t.line, "the amount %q cannot be read", text)
	}
	if negative {
		d = d.Neg()
	}
	return d, nil
}

// accountText reads an account as a statement writes it in one cell.
func accountText(text string) (iban muster.Account, code muster.BankCode, number muster.Account) {
	if _, err := normal.IBAN(text); err == nil {
		return muster.Account(text), "", ""
	}
	text = strings.TrimPrefix(strings.TrimPrefix(text, "("), ")")
	fields := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '(' || r == ')' })
	if len(fields) == 2 {
		return "", muster.BankCode(fields[0]), muster.Account(fields[1])
	}
	return "", "", muster.Account(text)
}

// step is what a line does to its balance.
type step struct {
	line          int
	currency      string
	amount, after decimal.Decimal
}

// booked keeps a line of a balance. An export without the running balance has
// nothing to be held against.
func (t *serviceTable) booked(p *Payment, amount decimal.Decimal) error {
	if _, stated := t.columns["running balance"]; !stated {
		return t.keep(p)
	}
	after, err := t.money("running balance")
	if err != nil {
		return err
	}
	t.steps = append(t.steps, step{t.line, p.Currency, amount, after})
	return t.keep(p)
}

// balances holds every line against the running balance of the line before it.
// Statements run forwards or backwards in time; one whose lines fit in neither
// direction was changed or is not whole.
func (t *serviceTable) balances() error {
	last := map[string]*step{}
	forward, back, totals := 0, 0, 0 // the first lines that do not fit
	var at [2]*step
	for i := range t.steps {
		s := &t.steps[i]
		before := last[s.currency]
		last[s.currency] = s
		if before == nil {
			continue
		}
		totals++
		if sum, err := before.after.Add(s.amount); forward == 0 && (err != nil || sum.Cmp(s.after) != 0) {
			forward, at[0] = s.line, s
		}
		if sum, err := s.after.Add(before.amount); back == 0 && (err != nil || sum.Cmp(before.after) != 0) {
			back, at[1] = s.line, s
		}
	}
	if forward != 0 && back != 0 {
		s := at[0]
		if back > forward {
			s = at[1]
		}
		return t.f.damaged(s.line, "the running balance %s does not follow from the line before it; ask for the statement again", s.after)
	}
	t.runs = [2]bool{forward == 0, back == 0}
	for currency, s := range last {
		t.f.Totals = append(t.f.Totals, Total{Line: s.line, What: "running balance in " + currency, Stated: s.after.String()})
	}
	slices.SortFunc(t.f.Totals, func(a, b Total) int { return strings.Compare(a.What, b.What) })
	return nil
}
