package casework

import (
	"time"

	"muster"
	"muster/store"
)

// ItemKind is what kind of thing stands in a case.
type ItemKind string

// The kinds of item.
const (
	ItemHypothesis ItemKind = "hypothesis"
	ItemEvidence   ItemKind = "evidence"
	ItemCustody    ItemKind = "custody"  // who took evidence over from whom
	ItemWeighing   ItemKind = "weighing" // how evidence bears on a hypothesis
	ItemTask       ItemKind = "task"
	ItemNote       ItemKind = "note"
	ItemPrivileged ItemKind = "privileged" // counsel only; never in exports, and its text not in the ledger
)

// Item is one thing that stands in a case. Items are added, never changed; a
// task is finished once.
type Item struct {
	ID       string      `json:"id"`
	Case     string      `json:"case"`
	Kind     ItemKind    `json:"kind"`
	At       time.Time   `json:"at"`
	By       string      `json:"by"`
	Text     string      `json:"text"`
	Innocent bool        `json:"innocent,omitempty"`
	File     *File       `json:"file,omitempty"`
	Of       string      `json:"of,omitempty"`   // custody and weighing: the evidence
	On       string      `json:"on,omitempty"`   // weighing: the hypothesis; its Result is the weight
	From     string      `json:"from,omitempty"` // custody: who handed it over
	To       string      `json:"to,omitempty"`   // custody: who holds it now
	Chain    string      `json:"chain,omitempty"`
	Who      UserID      `json:"who,omitempty"` // task: whose it is
	Due      muster.Time `json:"due,omitzero"`
	Done     time.Time   `json:"done,omitzero"`
	Result   string      `json:"result,omitempty"`
	Salt     string      `json:"salt,omitempty"` // privileged: of the commitment in the ledger
}

// items: file is the case, state open or done for tasks.
func items() shelf[Item] {
	return shelf[Item]{"case_items", "part of a case", func(i *Item) keys {
		state := "kept"
		if i.Kind == ItemTask {
			if state = "open"; !i.Done.IsZero() {
				state = "done"
			}
		}
		return keys{id: i.ID, file: i.Case, state: state, due: i.Due.UTC()}
	}}
}

// item writes a new item.
func (in *act) item(i *Item) (err error) {
	if i.ID, err = in.newID("I"); err != nil {
		return err
	}
	i.At, i.By = in.now(), in.who.Name
	if in.made == "" {
		in.made = i.ID
	}
	return items().add(in, i)
}

// AddHypothesis adds an explanation to weigh the evidence against.
type AddHypothesis struct {
	Case     string `json:"case"`
	Text     string `json:"text"`
	Innocent bool   `json:"innocent,omitempty"`
}

// Name is the kind of the act's ledger entry.
func (a *AddHypothesis) Name() string { return "case.hypothesis" }

func (a *AddHypothesis) check() error { return reason(a.Text) }

func (a *AddHypothesis) perform(in *act) error {
	if _, err := in.openCase(a.Case, CaseWrite); err != nil {
		return err
	}
	return in.item(&Item{Case: a.Case, Kind: ItemHypothesis, Text: a.Text, Innocent: a.Innocent})
}

// AddEvidence puts a file into a case by its digest: with its content, which
// is then kept here as it is, or without, where it is kept elsewhere. Who holds
// it is its chain of custody.
type AddEvidence struct {
	Case    string `json:"case"`
	Text    string `json:"text"` // what it shows
	File    File   `json:"file"`
	Content []byte `json:"-"` // the ledger holds its digest and size
}

// Name is the kind of the act's ledger entry.
func (a *AddEvidence) Name() string { return "case.evidence" }

func (a *AddEvidence) check() error {
	if len(a.Content) > 0 && (a.File.SHA256 != digestText(string(a.Content)) || a.File.Size != int64(len(a.Content))) {
		return usage("file: the content does not fit its digest", "send it again")
	}
	return first(reason(a.Text), a.File.check())
}

func (a *AddEvidence) perform(in *act) error {
	if _, err := in.openCase(a.Case, CaseWrite); err != nil {
		return err
	}
	if err := in.keep(a); err != nil {
		return err
	}
	file := a.File
	i := &Item{Case: a.Case, Kind: ItemEvidence, Text: a.Text, File: &file, To: in.who.Name}
	i.Chain = digestText(a.File.SHA256 + "\x00" + in.who.Name)
	return in.item(i)
}

// PassEvidence hands evidence over. Each link of the chain holds the digest of
// the one before.
type PassEvidence struct {
	Evidence string `json:"evidence"`
	To       string `json:"to"`
	Where    string `json:"where"`
	Reason   string `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *PassEvidence) Name() string { return "case.custody" }

func (a *PassEvidence) check() error {
	return first(line("to", a.To), line("where it is kept", a.Where), reason(a.Reason))
}

func (a *PassEvidence) perform(in *act) error {
	e, err := in.itemOf(a.Evidence, ItemEvidence)
	if err != nil {
		return err
	}
	last, err := lastCustody(in.tx, e)
	if err != nil {
		return err
	}
	next := &Item{Case: e.Case, Kind: ItemCustody, Text: a.Reason, Of: e.ID, From: last.To, To: a.To, File: &File{Title: e.File.Title, SHA256: e.File.SHA256, Where: a.Where}}
	next.Chain = digestText(last.Chain + "\x00" + e.File.SHA256 + "\x00" + a.To + "\x00" + a.Where)
	return in.item(next)
}

// lastCustody returns the end of an evidence's chain.
func lastCustody(tx *store.Tx, e *Item) (*Item, error) {
	list, err := items().list(tx, "file = $2", e.Case)
	if err != nil {
		return nil, err
	}
	last := e
	for moved := true; moved; {
		moved = false
		for i := range list {
			it := &list[i]
			if it.Kind == ItemCustody && it.Of == e.ID && it.Chain == digestText(last.Chain+"\x00"+e.File.SHA256+"\x00"+it.To+"\x00"+it.File.Where) {
				last, moved = it, true
				list = append(list[:i:i], list[i+1:]...)
				break
			}
		}
	}
	return last, nil
}

// itemOf finds an item of an open case for somebody who may write in it.
func (in *act) itemOf(id string, kind ItemKind) (*Item, error) {
	i, err := items().find(in.tx, id)
	if err != nil {
		return nil, err
	}
	if i == nil || i.Kind != kind {
		i = &Item{}
	}
	if _, err := in.openCase(i.Case, CaseWrite); err != nil {
		return nil, err
	}
	return i, nil
}

// AddNote writes into a case. A privileged note is written and seen by counsel
// only: the ledger holds a commitment to its text and no more.
type AddNote struct {
	Case       string `json:"case"`
	Text       string `json:"text"`
	Privileged bool   `json:"privileged,omitempty"`

	salt string
}

// Name is the kind of the act's ledger entry.
func (a *AddNote) Name() string { return "case.note" }

func (a *AddNote) check() error { return reason(a.Text) }

func (a *AddNote) recorded() Act {
	if !a.Privileged {
		return a
	}
	return &AddNote{Case: a.Case, Text: "commitment " + digestText(a.salt+"\x00"+a.Text), Privileged: true}
}

func (a *AddNote) perform(in *act) error {
	may, i := CaseWrite, &Item{Case: a.Case, Kind: ItemNote, Text: a.Text}
	if a.Privileged {
		may, i.Kind = CasePrivileged, ItemPrivileged
	}
	if _, err := in.openCase(a.Case, may); err != nil {
		return err
	}
	if a.Privileged {
		var err error
		if i.Salt, err = in.secretText(); err != nil {
			return err
		}
		a.salt = i.Salt
	}
	return in.item(i)
}

// AddTask gives a reader of the case something to do.
type AddTask struct {
	Case string      `json:"case"`
	Text string      `json:"text"`
	Who  UserID      `json:"who"`
	Due  muster.Time `json:"due,omitzero"`
}

// Name is the kind of the act's ledger entry.
func (a *AddTask) Name() string { return "case.task" }

func (a *AddTask) check() error { return first(line("task", a.Text), neutral("task", a.Text)) }

func (a *AddTask) perform(in *act) error {
	c, err := in.openCase(a.Case, CaseWrite)
	if err != nil {
		return err
	}
	if !c.reads(&Actor{User: a.Who}) {
		return usage("who: this is no reader of the case", "add them as a reader first")
	}
	return in.item(&Item{Case: a.Case, Kind: ItemTask, Text: a.Text, Who: a.Who, Due: a.Due})
}

// FinishTask closes a task with what came of it.
type FinishTask struct {
	Task   string `json:"task"`
	Result string `json:"result"`
}

// Name is the kind of the act's ledger entry.
func (a *FinishTask) Name() string { return "task.finish" }

func (a *FinishTask) check() error {
	return first(line("result", a.Result), neutral("result", a.Result))
}

func (a *FinishTask) perform(in *act) error {
	t, err := in.itemOf(a.Task, ItemTask)
	if err != nil {
		return err
	}
	if !t.Done.IsZero() {
		return conflict("this task is finished already", "add another one")
	}
	t.Done, t.Result, in.made = in.now(), a.Result, t.ID
	return items().put(in, t)
}
