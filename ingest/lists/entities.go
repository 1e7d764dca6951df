package lists

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"muster"
)

// ftmEntity is an entity of the FollowTheMoney model.
type ftmEntity struct {
	ID         string              `json:"id"`
	Schema     string              `json:"schema"`
	Caption    string              `json:"caption"`
	Properties map[string][]string `json:"-"`
	// nested are entities that stand where others write their ids, as exports do
	// that keep all of one person together.
	nested []ftmEntity
}

// UnmarshalJSON tells values from entities that stand within this one. What stands
// within those is not looked at.
func (f *ftmEntity) UnmarshalJSON(text []byte) error {
	outer, inner, err := readEntity(text)
	if err != nil {
		return err
	}
	*f = outer
	for _, one := range inner {
		e, _, err := readEntity(one)
		if err != nil {
			return err
		}
		f.nested = append(f.nested, e)
	}
	return nil
}

// readEntity reads an entity and, as they stand, the entities within.
func readEntity(text []byte) (e ftmEntity, inner []json.RawMessage, err error) {
	type plain ftmEntity
	var raw struct {
		plain
		Properties map[string][]json.RawMessage `json:"properties"`
	}
	if err := json.Unmarshal(text, &raw); err != nil {
		return e, nil, err
	}
	e = ftmEntity(raw.plain)
	e.Properties = make(map[string][]string, len(raw.Properties))
	for _, key := range slices.Sorted(maps.Keys(raw.Properties)) {
		for _, one := range raw.Properties[key] {
			if len(one) > 0 && one[0] == '{' {
				inner = append(inner, one)
				continue
			}
			var value string
			if err := json.Unmarshal(one, &value); err != nil {
				return e, nil, err
			}
			e.Properties[key] = append(e.Properties[key], value)
		}
	}
	return e, inner, nil
}

// passives are schemas that describe other entities and list nobody.
var passives = map[string]bool{"Address": true, "Sanction": true, "Identification": true, "Passport": true, "Ownership": true, "Directorship": true, "Membership": true, "Family": true, "Associate": true, "UnknownLink": true, "Representation": true, "Occupancy": true, "Position": true, "Employment": true}

// readEntities reads FollowTheMoney entities, one JSON object on each line.
func readEntities(in *input, b *book) error {
	for line := 1; ; line++ {
		in.mark()
		text, err := readLine(in.front)
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("%w: line %d: %w", ErrFormat, line, err)
		}
		if len(text) > 0 {
			var e ftmEntity
			if err := json.Unmarshal(text, &e); err != nil {
				return fmt.Errorf("%w: line %d: %w", ErrFormat, line, err)
			}
			if err := e.add(b); err != nil {
				return fmt.Errorf("line %d: %w", line, err)
			}
		}
		if err != nil {
			return nil
		}
	}
}

// readLine reads a line of at most maxEntry bytes.
func readLine(r *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case len(line) > maxEntry:
			return nil, errTooLarge
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		}
		for n := len(line); n > 0 && (line[n-1] == '\n' || line[n-1] == '\r' || line[n-1] == ' '); n = len(line) {
			line = line[:n-1]
		}
		return line, err
	}
}

func (f *ftmEntity) add(b *book) error {
	if passives[f.Schema] {
		return f.addPassport(b)
	}
	e, err := b.entry(f.ID)
	if err != nil {
		return err
	}
	e.Kind = schemaKind(f.Schema)
	p := f.Properties
	addName(e, f.Caption, false)
	for _, key := range []string{"name", "alias", "previousName"} {
		for _, s := range p[key] {
			addName(e, s, false)
		}
	}
	if len(e.Names) == 0 { // lists made by hand give the parts alone
		addName(e, joinText(" ", first(p["firstName"]...), first(p["middleName"]...), first(p["lastName"]...)), false)
	}
	for _, s := range p["weakAlias"] {
		addName(e, s, true)
	}
	for _, s := range p["birthDate"] {
		addText(&e.Births, s)
	}
	for _, s := range p["birthPlace"] {
		addText(&e.Places, s)
	}
	for _, key := range []string{"passportNumber", "idNumber", "socialSecurityNumber", "taxNumber", "registrationNumber", "imoNumber", "mmsi", "innCode", "ogrnCode", "leiCode", "vatCode"} {
		for _, s := range p[key] {
			addDocument(e, "", key, s)
		}
	}
	for _, key := range []string{"publicKey", "cryptoWallets"} {
		for _, s := range p[key] {
			addText(&e.Wallets, s)
		}
	}
	for _, key := range []string{"program", "programId"} {
		for _, s := range p[key] {
			addText(&e.Programs, s)
		}
	}
	for i := range f.nested {
		f.nested[i].belongs(e)
	}
	return f.addWallet(b)
}

// belongs gives what stands within an entity to it: its papers, wallets and programmes.
// Others it names, such as relatives and firms, are entries only in lines of their own.
func (f *ftmEntity) belongs(e *muster.ListEntry) {
	switch f.Schema {
	case "Passport", "Identification":
		for _, number := range f.Properties["number"] {
			addDocument(e, first(f.Properties["country"]...), f.Schema, number)
		}
	case "CryptoWallet":
		for _, key := range f.Properties["publicKey"] {
			addText(&e.Wallets, key)
		}
	case "Sanction":
		for _, key := range []string{"program", "programId"} {
			for _, s := range f.Properties[key] {
				addText(&e.Programs, s)
			}
		}
	}
}

// addWallet gives a wallet in a line of its own to its holder too.
func (f *ftmEntity) addWallet(b *book) error {
	if f.Schema != "CryptoWallet" {
		return nil
	}
	for _, holder := range f.Properties["holder"] {
		e, err := b.entry(holder)
		if err != nil {
			return err
		}
		f.belongs(e)
	}
	return nil
}

// addPassport gives a passport or identification to its holder.
func (f *ftmEntity) addPassport(b *book) error {
	for _, holder := range f.Properties["holder"] {
		e, err := b.entry(holder)
		if err != nil {
			return err
		}
		f.belongs(e)
	}
	return nil
}
