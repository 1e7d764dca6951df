package normal

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"sort"
	"strconv"
	"strings"
)

// ModulusOutcome is what the modulus check of a British account says.
type ModulusOutcome string

// The outcomes of ModulusTable.Check.
const (
	ModulusNotChecked ModulusOutcome = "not_checked" // no table, or the sort code is not in it: presume valid
	ModulusValid      ModulusOutcome = "valid"
	ModulusInvalid    ModulusOutcome = "invalid"
)

// ErrModulusTable is wrapped by the errors of [ModulusTable.Load].
var ErrModulusTable = errors.New("modulus table")

// ModulusLineError is a line of a modulus table that cannot be read.
type ModulusLineError struct {
	Line   int // from 1
	Reason string
}

// Error returns what is wrong, with the line.
func (e *ModulusLineError) Error() string {
	return fmt.Sprintf("%v: line %d: %s", ErrModulusTable, e.Line, e.Reason)
}

// Unwrap returns ErrModulusTable.
func (e *ModulusLineError) Unwrap() error { return ErrModulusTable }

// ModulusTable holds the weights with which British account numbers are
// checked. Vocalink publishes the table and its specification and changes them
// several times a year, so the operator loads the current one; none is built
// in. An empty or nil table checks nothing.
type ModulusTable struct {
	rows          []modulusRow
	substitutions map[string]string
}

type modulusRow struct {
	from, to  string
	method    string // MOD10, MOD11, DBLAL
	weights   [14]int
	exception int
}

const maxModulusRows = 100_000

// Load adds a file of the published text format: one line per range of sort
// codes with start, end, method (MOD10, MOD11, DBLAL), fourteen weights and an
// optional exception number. Lines of two sort codes are the substitutions of
// exception 5, which are published as a file of their own. Not to be called
// while the table is in use.
func (t *ModulusTable) Load(r io.Reader) error {
	if t.substitutions == nil {
		t.substitutions = map[string]string{}
	}
	sc := bufio.NewScanner(io.LimitReader(r, 16<<20))
	read := 0
	for n := 1; sc.Scan(); n++ {
		f := strings.Fields(sc.Text())
		switch {
		case len(f) == 0:
			continue
		case len(f) == 2 && isSortCode(f[0]) && isSortCode(f[1]):
			t.substitutions[f[0]] = f[1]
			read++
			continue
		}
		row, err := readModulusRow(f)
		if err != nil {
			return &ModulusLineError{Line: n, Reason: err.Error()}
		}
		read++
		if t.rows = append(t.rows, row); len(t.rows) > maxModulusRows {
			return fmt.Errorf("%w: more than %d lines", ErrModulusTable, maxModulusRows)
		}
	}
	if err := sc.Err(); err != nil {
		return fmt.Errorf("%w: %w", ErrModulusTable, err)
	}
	if read == 0 {
		return fmt.Errorf("%w: nothing in it", ErrModulusTable)
	}
	sort.SliceStable(t.rows, func(i, j int) bool { return t.rows[i].from < t.rows[j].from })
	return nil
}

// Len returns the number of ranges of sort codes in the table.
func (t *ModulusTable) Len() int { return len(t.rows) }

func isSortCode(s string) bool { return len(s) == 6 && isDigits(s) }

func readModulusRow(f []string) (modulusRow, error) {
	if len(f) != 17 && len(f) != 18 || !isSortCode(f[0]) || !isSortCode(f[1]) {
		return modulusRow{}, errors.New("want two sort codes, a method, fourteen weights and at most one exception")
	}
	row := modulusRow{from: f[0], to: f[1], method: strings.ToUpper(f[2])}
	if row.method != "MOD10" && row.method != "MOD11" && row.method != "DBLAL" {
		return modulusRow{}, fmt.Errorf("unknown method %q", cutRunes(f[2], 16))
	}
	for i := range 14 {
		w, err := strconv.Atoi(f[3+i])
		if err != nil || w < -1000 || w > 1000 {
			return modulusRow{}, fmt.Errorf("weight %d is not a number", i+1)
		}
		row.weights[i] = w
	}
	if len(f) == 18 {
		x, err := strconv.Atoi(f[17])
		if err != nil || x < 0 || x > 14 {
			return modulusRow{}, errors.New("the exception is not one of 1 to 14")
		}
		row.exception = x
	}
	return row, nil
}

// find returns the rows of a sort code, in the order of the table.
func (t *ModulusTable) find(sortCode string) []modulusRow {
	end := sort.Search(len(t.rows), func(i int) bool { return t.rows[i].from > sortCode })
	var rows []modulusRow
	for i := end - 1; i >= 0 && i >= end-16; i-- {
		if r := t.rows[i]; r.from <= sortCode && sortCode <= r.to {
			rows = append([]modulusRow{r}, rows...)
		}
	}
	return rows[:min(len(rows), 2)]
}

// Check says whether an account number can belong to the sort code. Both may be
// written as people write them. Sort codes that the table does not list are not
// checked and must be presumed valid. The method is Vocalink's "Validating
// account numbers", with its exceptions 1 to 14.
func (t *ModulusTable) Check(sortCode, account string) ModulusOutcome {
	if t == nil {
		return ModulusNotChecked
	}
	acct, err := SortCodeAccount(sortCode, account)
	if err != nil {
		return ModulusInvalid
	}
	rows := t.find(acct.SortCode)
	if len(rows) == 0 {
		return ModulusNotChecked
	}
	if t.passes(rows, acct) {
		return ModulusValid
	}
	return ModulusInvalid
}

// passes runs the first check and, where the exceptions ask for it, the second.
func (t *ModulusTable) passes(rows []modulusRow, a UKAccount) bool {
	first := rows[0]
	if first.exception == 6 && foreignCurrency(a.Account) {
		return true
	}
	ok := t.run(first, a)
	if len(rows) == 1 {
		if first.exception == 14 && !ok {
			return shiftedPasses(first, a)
		}
		return ok
	}
	second := rows[1]
	switch x, y := first.exception, second.exception; {
	case x == 2 && y == 9:
		if ok {
			return true
		}
		return t.run(second, UKAccount{SortCode: "309634", Account: a.Account})
	case x == 10 && y == 11, x == 12 && y == 13:
		return ok || t.run(second, a)
	case y == 3 && (a.Account[2] == '6' || a.Account[2] == '9'):
		return ok // the second check does not apply to these accounts
	}
	return ok && t.run(second, a)
}

// run does one check on one row.
func (t *ModulusTable) run(row modulusRow, a UKAccount) bool {
	if row.exception == 5 {
		return t.runFive(row, a)
	}
	digits, weights := modulusDigits(row, a)
	total := weightedSum(row.method, digits, weights)
	if row.exception == 1 {
		total += 27
	}
	modulus := 10
	if row.method == "MOD11" {
		modulus = 11
	}
	if row.exception == 4 {
		check := int(a.Account[6]-'0')*10 + int(a.Account[7]-'0')
		return total%11 == check
	}
	return total%modulus == 0
}

// runFive compares remainders with check digits g and h after substituting the
// sort code.
func (t *ModulusTable) runFive(row modulusRow, a UKAccount) bool {
	if s, ok := t.substitutions[a.SortCode]; ok {
		a.SortCode = s
	}
	digits, weights := modulusDigits(row, a)
	if row.method == "DBLAL" {
		rest, check := weightedSum(row.method, digits, weights)%10, int(a.Account[7]-'0')
		return rest == 0 && check == 0 || rest != 0 && 10-rest == check
	}
	rest, check := weightedSum(row.method, digits, weights)%11, int(a.Account[6]-'0')
	switch rest {
	case 0:
		return check == 0
	case 1:
		return false
	}
	return 11-rest == check
}

// modulusDigits returns the fourteen digits and the weights after the
// exceptions that change either.
func modulusDigits(row modulusRow, a UKAccount) ([14]int, [14]int) {
	weights := row.weights
	sc := a.SortCode
	switch row.exception {
	case 2:
		if a.Account[0] != '0' {
			weights = [14]int{0, 0, 1, 2, 5, 3, 6, 4, 8, 7, 10, 9, 3, 1}
			if a.Account[6] == '9' {
				weights = [14]int{0, 0, 0, 0, 0, 0, 0, 0, 8, 7, 10, 9, 3, 1}
			}
		}
	case 7:
		if a.Account[6] == '9' {
			clear(weights[:8])
		}
	case 8:
		sc = "090126"
	case 9:
		sc = "309634"
	case 10:
		if p := a.Account[:2]; (p == "09" || p == "99") && a.Account[6] == '9' {
			clear(weights[:8])
		}
	}
	var digits [14]int
	for i := range 6 {
		digits[i] = int(sc[i] - '0')
	}
	for i := range 8 {
		digits[6+i] = int(a.Account[i] - '0')
	}
	return digits, weights
}

// weightedSum multiplies and adds; the double alternate method adds the digits
// of the products.
func weightedSum(method string, digits, weights [14]int) int {
	total := 0
	for i := range digits {
		p := digits[i] * weights[i]
		if method == "DBLAL" {
			for p > 0 {
				total += p % 10
				p /= 10
			}
			continue
		}
		total += p
	}
	return total
}

// foreignCurrency: exception 6 leaves accounts that start with 4 to 8 and end
// in two equal digits unchecked.
func foreignCurrency(account string) bool {
	return account[0] >= '4' && account[0] <= '8' && account[6] == account[7]
}

// shiftedPasses is the second try of exception 14: an eighth digit of 0, 1 or 9
// is dropped and a zero put in front.
func shiftedPasses(row modulusRow, a UKAccount) bool {
	switch a.Account[7] {
	case '0', '1', '9':
	default:
		return false
	}
	a.Account = "0" + a.Account[:7]
	digits, weights := modulusDigits(row, a)
	return weightedSum(row.method, digits, weights)%11 == 0
}
