package casework

import "strings"

// Action names something a person may be allowed to do. Routes, API operations
// and acts use the same names.
type Action string

// Permit is a cell of the table of acts.
type Permit byte

// The permits. Own means: only where the thing is the actor's own work, that
// is a check assigned to them, a vacancy they hire for, a case they may read.
const (
	No Permit = iota
	Own
	Yes
)

// Actions that readers and acts ask for.
const (
	PeopleView      Action = "people.view"
	PeopleImport    Action = "people.import"
	PeopleLink      Action = "people.link"
	PeoplePlace     Action = "people.place"
	PersonUnlock    Action = "person.unlock"
	SubjectExport   Action = "subject.export"
	FindingClear    Action = "finding.clear"
	IdentityDispute Action = "identity.dispute"
	CheckRequest    Action = "check.request"
	CheckRecord     Action = "check.record"
	CheckCancel     Action = "check.cancel"
	CheckAdjust     Action = "check.adjust"
	PassInterview   Action = "gate.interview"
	PassOffer       Action = "gate.offer"
	PassShipping    Action = "gate.shipping"
	PassFirstAccess Action = "gate.first_access"
	PassFirstPay    Action = "gate.first_pay"
	PassPrivileged  Action = "gate.privileged_access"
	GateOverride    Action = "gate.override"
	EscalationHold  Action = "escalation.hold"
	InterviewPlan   Action = "interview.plan"
	InterviewRecord Action = "interview.record"
	InterviewStill  Action = "interview.still"
	GroupView       Action = "group.view"
	GroupDecide     Action = "group.decide"
	CaseOpen        Action = "case.open"
	CaseView        Action = "case.view"
	CaseWrite       Action = "case.write"
	CasePrivileged  Action = "case.privileged"
	CaseReaders     Action = "case.readers"
	CasePropose     Action = "case.propose"
	CaseSign        Action = "case.sign"
	CaseClose       Action = "case.close"
	NoticeSend      Action = "notice.send"
	AnswerRecord    Action = "answer.record"
	ComplaintOpen   Action = "complaint.open"
	ComplaintAnswer Action = "complaint.answer"
	StepUpView      Action = "stepup.view"
	StepUpAsk       Action = "stepup.ask"
	StepUpAppeal    Action = "stepup.appeal"
	StepUpAnswer    Action = "stepup.answer"
	PayrollView     Action = "payroll.view"
	PayrollSettle   Action = "payroll.settle"
	PayWithholding  Action = "payroll.withholding"
	EquipmentView   Action = "equipment.view"
	EquipmentRecord Action = "equipment.record"
	AgreementRecord Action = "agreement.record"
	PolicyView      Action = "policy.view"
	PolicyTry       Action = "policy.try"
	PolicyPublish   Action = "policy.publish"
	PolicySuppress  Action = "policy.suppress"
	LedgerView      Action = "ledger.view"
	LedgerVerify    Action = "ledger.verify"
	LedgerExport    Action = "ledger.export"
	RetentionSet    Action = "retention.set"
	MonitoringSet   Action = "monitoring.set"
	WriteBackSet    Action = "writeback.set"
	UsersManage     Action = "users.manage"
	SettingsManage  Action = "settings.manage"
	KeysManage      Action = "keys.manage"
	WebhooksManage  Action = "webhooks.manage"
)

// actsTable is the whole of who may do what. An administrator looks after
// users and machines and sees nobody's record; an auditor sees that things were
// done, and not what about.
const actsTable = `
                        recruiter hiring_manager hr_lead payroll it  security_analyst counsel auditor administrator
people.view             yes       own            yes     yes     yes yes              own     -       -
people.import           yes       -              yes     yes     yes yes              -       -       -
people.link             -         -              yes     -       -   yes              -       -       -
people.place            yes       -              yes     -       -   -                -       -       -
person.unlock           -         -              yes     own     -   yes              yes     -       -
subject.export          -         -              yes     -       -   -                yes     -       -
finding.clear           -         -              yes     -       -   yes              -       -       -
identity.dispute        -         -              yes     own     -   yes              yes     -       -
check.request           yes       -              yes     yes     yes yes              -       -       -
check.record            own       own            yes     own     own own              -       -       -
check.cancel            own       -              yes     own     own own              -       -       -
check.adjust            -         -              yes     -       -   -                -       -       -
gate.interview          yes       own            yes     -       -   -                -       -       -
gate.offer              own       -              yes     -       -   -                -       -       -
gate.shipping           -         -              yes     -       yes -                -       -       -
gate.first_access       -         -              yes     -       yes -                -       -       -
gate.first_pay          -         -              yes     yes     -   -                -       -       -
gate.privileged_access  -         -              -       -       yes yes              -       -       -
gate.override           -         -              yes     -       -   yes              yes     -       -
escalation.hold         -         -              yes     -       -   yes              yes     -       -
interview.plan          yes       own            yes     -       -   -                -       -       -
interview.record        own       own            yes     -       -   own              -       -       -
interview.still         own       own            yes     -       -   own              -       -       -
group.view              -         -              yes     -       -   yes              own     -       -
group.decide            -         -              yes     -       -   yes              -       -       -
case.open               -         -              yes     -       -   yes              yes     -       -
case.view               -         -              own     own     own own              own     -       -
case.write              -         -              own     own     own own              own     -       -
case.privileged         -         -              -       -       -   -                own     -       -
case.readers            -         -              own     -       -   own              own     -       -
case.propose            -         -              own     -       -   own              own     -       -
case.sign               -         -              own     -       -   -                own     -       -
case.close              -         -              own     -       -   -                own     -       -
notice.send             -         -              yes     -       -   -                yes     -       -
answer.record           yes       -              yes     yes     -   -                yes     -       -
complaint.open          yes       yes            yes     yes     yes yes              yes     -       -
complaint.answer        -         -              yes     -       -   -                yes     -       -
stepup.view             -         -              yes     -       -   yes              yes     -       -
stepup.ask              -         -              yes     -       -   yes              -       -       -
stepup.appeal           -         -              yes     -       -   yes              yes     -       -
stepup.answer           -         -              yes     -       -   yes              yes     -       -
payroll.view            -         -              yes     yes     -   -                -       -       -
payroll.settle          -         -              yes     yes     -   -                -       -       -
payroll.withholding     -         -              -       -       -   -                yes     -       -
equipment.view          -         -              yes     -       yes yes              -       -       -
equipment.record        -         -              yes     -       yes -                -       -       -
agreement.record        -         own            yes     -       yes -                -       -       -
policy.view             yes       yes            yes     yes     yes yes              yes     yes     yes
policy.try              -         -              yes     -       -   yes              -       -       -
policy.publish          -         -              yes     -       -   yes              -       -       -
policy.suppress         -         -              yes     -       -   yes              -       -       -
ledger.view             -         -              -       -       -   -                yes     yes     -
ledger.verify           -         -              yes     -       -   yes              yes     yes     yes
ledger.export           -         -              -       -       -   -                yes     yes     -
retention.set           -         -              yes     -       -   -                yes     -       -
monitoring.set          -         -              yes     -       -   -                yes     -       -
writeback.set           -         -              yes     -       -   -                yes     -       -
users.manage            -         -              -       -       -   -                -       -       yes
settings.manage         -         -              -       -       -   -                -       -       yes
keys.manage             -         -              -       -       -   -                -       -       yes
webhooks.manage         -         -              -       -       -   -                -       -       yes
`

// Field names a piece of what a record shows.
type Field string

// Sight is a cell of the table of fields.
type Sight byte

// The sights, from least to most.
const (
	Hidden   Sight = iota // not shown, and not counted in anything shown
	Masked                // enough to recognise, not enough to use
	Unlocked              // masked until the reader gives a reason, which is in the ledger
	Clear                 // shown
)

// The fields.
const (
	FieldName        Field = "person.name"
	FieldOthers      Field = "others.name" // people joined to the one whose page it is
	FieldNameHistory Field = "name.history"
	FieldContact     Field = "person.contact"
	FieldHome        Field = "person.home"
	FieldBorn        Field = "person.born"
	FieldDocument    Field = "document.number"
	FieldBank        Field = "bank.account"
	FieldLevel       Field = "level"
	FieldFinding     Field = "finding"          // the sentence and what would clear it
	FieldEvidence    Field = "finding.evidence" // the records it cites
	FieldCheck       Field = "check.details"
	FieldInterview   Field = "interview.form"
	FieldCase        Field = "case.content" // for its readers
	FieldPrivileged  Field = "case.privileged"
	FieldPay         Field = "pay.details"
	FieldEquipment   Field = "equipment"
	FieldSignals     Field = "signals"     // devices and sign-ins, at the level of towns
	FieldEvents      Field = "signals.raw" // single events as they arrived
	FieldPayload     Field = "ledger.payload"
)

// fieldsTable is the whole of who sees what of a record they may open.
const fieldsTable = `
                  recruiter hiring_manager hr_lead payroll it     security_analyst counsel auditor administrator
person.name       clear     clear          clear   clear   clear  unlock           clear   -       -
others.name       masked    -              unlock  masked  -      unlock           unlock  -       -
name.history      -         -              unlock  -       -      -                -       -       -
person.contact    clear     masked         clear   masked  masked unlock           unlock  -       -
person.home       masked    -              clear   masked  clear  unlock           unlock  -       -
person.born       -         -              clear   -       -      masked           unlock  -       -
document.number   -         -              unlock  -       -      unlock           unlock  -       -
bank.account      -         -              masked  unlock  -      masked           unlock  -       -
level             clear     -              clear   clear   -      clear            clear   -       -
finding           clear     -              clear   clear   -      clear            clear   -       -
finding.evidence  masked    -              clear   masked  -      clear            clear   -       -
check.details     clear     clear          clear   clear   clear  clear            clear   -       -
interview.form    clear     clear          clear   -       -      masked           unlock  -       -
case.content      -         -              clear   clear   clear  clear            clear   -       -
case.privileged   -         -              -       -       -      -                clear   -       -
pay.details       -         -              clear   clear   -      -                unlock  -       -
equipment         -         -              clear   -       clear  clear            clear   -       -
signals           -         -              clear   -       -      clear            clear   -       -
signals.raw       -         -              unlock  -       -      clear            unlock  -       -
ledger.payload    -         -              -       -       -      -                unlock  -       -
`

// Table is the permission tables, read once.
type Table struct {
	acts   map[Action]map[Role]Permit
	fields map[Field]map[Role]Sight
	order  []Action
	shown  []Field
}

// NewTable reads the tables of the program.
func NewTable() *Table {
	t := &Table{acts: map[Action]map[Role]Permit{}, fields: map[Field]map[Role]Sight{}}
	for name, cells := range rows(actsTable) {
		row := map[Role]Permit{}
		for role, word := range cells {
			row[role] = map[string]Permit{"-": No, "own": Own, "yes": Yes}[word]
		}
		t.acts[Action(name)], t.order = row, append(t.order, Action(name))
	}
	for name, cells := range rows(fieldsTable) {
		row := map[Role]Sight{}
		for role, word := range cells {
			row[role] = map[string]Sight{"-": Hidden, "masked": Masked, "unlock": Unlocked, "clear": Clear}[word]
		}
		t.fields[Field(name)], t.shown = row, append(t.shown, Field(name))
	}
	return t
}

// rows yields a table's lines as cells by role, in the order they are written.
func rows(text string) func(yield func(string, map[Role]string) bool) {
	return func(yield func(string, map[Role]string) bool) {
		lines := strings.Split(strings.TrimSpace(text), "\n")
		head := strings.Fields(lines[0])
		for _, line := range lines[1:] {
			words := strings.Fields(line)
			cells := make(map[Role]string, len(head))
			for i, role := range head {
				cells[Role(role)] = words[i+1]
			}
			if !yield(words[0], cells) {
				return
			}
		}
	}
}

// Actions returns the actions in the table's order.
func (t *Table) Actions() []Action { return t.order }

// Fields returns the fields in the table's order.
func (t *Table) Fields() []Field { return t.shown }

// Cell returns what a role may do; an action without a line is allowed to nobody.
func (t *Table) Cell(a Action, r Role) Permit { return t.acts[a][r] }

// SightOf returns what a role sees; a field without a line is hidden.
func (t *Table) SightOf(f Field, r Role) Sight { return t.fields[f][r] }

// Allows reports whether the actor may do the action on something at a place
// in the organisation. own says whether it is the actor's own work.
func (t *Table) Allows(who *Actor, a Action, at Scope, own bool) bool {
	for _, g := range who.Grants {
		if !g.Scope.Covers(at) {
			continue
		}
		if p := t.Cell(a, g.Role); p == Yes || p == Own && own {
			return true
		}
	}
	return false
}

// Sees returns the most that any of the actor's roles sees of a field.
func (t *Table) Sees(who *Actor, f Field, at Scope) Sight {
	best := Hidden
	for _, g := range who.Grants {
		if g.Scope.Covers(at) {
			best = max(best, t.SightOf(f, g.Role))
		}
	}
	return best
}
