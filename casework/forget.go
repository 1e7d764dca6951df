package casework

import "muster"

// forgotten is whom nothing is left of: no observation, no open case or
// complaint.
type forgotten struct {
	people  []string
	cases   []string // closed, and about nobody else
	entries []int64  // of the ledger that still hold text about them
}

// maxForgotten bounds how many entries one transaction erases.
const maxForgotten = 10_000

// personal are the tables whose rows are about a person, in the order they go.
func personal() []string {
	return []string{
		"placements", "agreements", "checks", "gates", "draws", "clearings", "disputes", "suppressions", "escalations", "notices", "complaints", "unlocks", "interviews",
		"settlements", "signoffs", "group_decisions", "one_time_links", "stills", "still_choices", "pay_decisions", "pay_bases", "step_ups",
	}
}

// nobody finds whom nothing is left of.
func (in *act) nobody() (*forgotten, error) {
	f := &forgotten{}
	kept, err := in.concerned(f)
	if err != nil {
		return nil, err
	}
	rows, err := in.tx.Query(`select distinct a.subject from acts a where a.organisation = $1 and a.subject <> ''
		and not exists (select 1 from subjects s where s.organisation = $1 and s.subject = a.subject) order by a.subject`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		if !kept[muster.SubjectID(id)] {
			f.people = append(f.people, id)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	rows.Close()
	if f.entries, err = in.tx.EntriesAbout(f.holders(), maxForgotten); err != nil {
		return nil, err
	}
	return f, nil
}

// holders are the keys of their texts.
func (f *forgotten) holders() []string {
	var list []string
	for _, id := range f.people {
		list = append(list, textsOf(muster.SubjectID(id)), stillTexts(muster.SubjectID(id)))
	}
	for _, id := range f.cases {
		list = append(list, caseTexts(id))
	}
	return list
}

// concerned are people of whom more must be kept: those of open cases, open
// complaints and open appeals. Closed cases about nobody who is left are noted on the way.
func (in *act) concerned(f *forgotten) (map[muster.SubjectID]bool, error) {
	kept := map[muster.SubjectID]bool{}
	all, err := cases().all(in.tx)
	if err != nil {
		return nil, err
	}
	for i := range all {
		c := &all[i]
		left := 0
		for _, id := range c.People {
			if c.State == "open" {
				kept[id] = true
			}
			n := 0
			if err := in.tx.QueryRow("select count(*) from subjects where organisation = $1 and subject = $2", string(id)).Scan(&n); err != nil {
				return nil, err
			}
			left += n
		}
		if c.State != "open" && left == 0 {
			f.cases = append(f.cases, c.ID)
		}
	}
	open, err := complaints().list(in.tx, "state = 'open'")
	for _, m := range open {
		kept[m.Subject] = true
	}
	if err != nil {
		return nil, err
	}
	appealed, err := stepUps().list(in.tx, "state = 'appealed'")
	for i := range appealed {
		kept[appealed[i].Subject] = true
	}
	return kept, err
}

// remove deletes the rows about people and cases nothing is left of, takes
// their ids out of the list of acts, and last shreds the keys of their texts.
func (in *act) remove(f *forgotten) error {
	for _, id := range f.people {
		for _, table := range personal() {
			if _, err := in.exec("delete from "+table+" where organisation = $1 and subject = $2", id); err != nil {
				return err
			}
		}
		if _, err := in.exec("delete from group_decisions where organisation = $1 and file = $2", id); err != nil {
			return err
		}
		if _, err := in.exec("update acts set subject = '', made = case when made = $2 then '' else made end, digest = $3 where organisation = $1 and subject = $2", id, []byte{}); err != nil {
			return err
		}
	}
	for _, id := range f.cases {
		for _, text := range []string{
			"delete from cases where organisation = $1 and id = $2", "delete from case_items where organisation = $1 and file = $2",
			"delete from case_files where organisation = $1 and file = $2",
			"delete from case_views where organisation = $1 and file = $2", "delete from signoffs where organisation = $1 and file = $2",
		} {
			if _, err := in.exec(text, id); err != nil {
				return err
			}
		}
	}
	return in.tx.Shred(f.holders())
}
