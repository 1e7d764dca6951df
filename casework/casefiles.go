package casework

import (
	"context"
	"database/sql"
	"errors"

	"muster/store"
)

// KeptHere is where a file is whose content came with it.
const KeptHere = "in this case"

// keep stores the content of evidence, once for each case.
func (in *act) keep(a *AddEvidence) error {
	if len(a.Content) == 0 {
		return nil
	}
	sealed, err := in.tx.Seal(caseTexts(a.Case), fileText(a.Case, a.File.SHA256), a.Content)
	if err != nil {
		return err
	}
	_, err = in.exec("insert into case_files (organisation, file, sha256, body, made) values ($1, $2, $3, $4, $5) on conflict (organisation, file, sha256) do nothing",
		a.Case, a.File.SHA256, sealed, in.tx.Now())
	return err
}

// fileText names a file's row for its seal.
func fileText(file, digest string) string { return "case_files " + file + " " + digest }

// Evidence reads the content of a piece of evidence for a reader of its case.
// That it was taken is entered before it is given. Evidence that is kept
// elsewhere is not found.
func (d *Desk) Evidence(ctx context.Context, who *Actor, file, item string) (*File, []byte, error) {
	var about *File
	var content []byte
	err := d.store.Update(ctx, d.org, func(tx *store.Tx) error {
		in := &act{desk: d, tx: tx, who: who}
		if _, err := in.caseFile(file, CaseView); err != nil {
			return err
		}
		i, err := items().find(tx, item)
		if err != nil {
			return err
		}
		if i == nil || i.Case != file || i.File == nil {
			return notFound("file of this case")
		}
		err = tx.QueryRow("select body from case_files where organisation = $1 and file = $2 and sha256 = $3", file, i.File.SHA256).Scan(&content)
		if errors.Is(err, sql.ErrNoRows) {
			return notFound("file of this case")
		}
		if err != nil {
			return err
		}
		sealed := []store.Sealed{{Place: fileText(file, i.File.SHA256), Text: content}}
		if err := tx.Unseal(sealed); err != nil {
			return err
		}
		content = sealed[0].Text
		if digestText(string(content)) != i.File.SHA256 {
			return errors.New("a file of a case does not fit its digest: " + item)
		}
		about = i.File
		_, err = tx.Record("case.file", entryBody{By: by(who), Case: file, Made: item})
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return about, content, nil
}
