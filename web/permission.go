package web

// Permission is a word for something a role may see or do. The server's table
// maps roles to these; a page names one and knows no roles.
type Permission string

// The permissions of pages.
const (
	Anybody      Permission = ""          // signed in or not
	SignedIn     Permission = "signed_in" // whoever has a session
	SeePeople    Permission = "people.see"
	SeePerson    Permission = "person.see"
	SeeGroups    Permission = "groups.see"
	SeeCases     Permission = "cases.see"
	SeePayroll   Permission = "payroll.see"
	SeeEquipment Permission = "equipment.see"
	SeeRules     Permission = "rules.see"
	SeeLedger    Permission = "ledger.see"
	SeeSettings  Permission = "settings.see"
)

// The permissions of acts.
const (
	ImportFiles      Permission = "people.import"
	UnlockNames      Permission = "names.unlock"
	ClearFindings    Permission = "findings.clear"
	AskChecks        Permission = "checks.ask"
	RecordChecks     Permission = "checks.record"
	OverrideGates    Permission = "gates.override"
	HoldEscalations  Permission = "escalations.hold"
	SignSecond       Permission = "steps.sign" // the second person of a two-person step
	SendNotices      Permission = "notices.send"
	HoldInterviews   Permission = "interviews.hold"
	JudgeGroups      Permission = "groups.judge"
	OpenCases        Permission = "cases.open"
	WorkCases        Permission = "cases.work"
	WritePrivileged  Permission = "cases.privileged" // notes only counsel sees
	SettlePayroll    Permission = "payroll.settle"
	SettleShipments  Permission = "equipment.settle"
	SuppressFindings Permission = "rules.suppress"
	ChangePolicy     Permission = "policy.change"
	ManageUsers      Permission = "users.manage"
	ManageKeys       Permission = "keys.manage"
	ManageRetention  Permission = "retention.manage"
	ExportLedger     Permission = "ledger.export"
)
