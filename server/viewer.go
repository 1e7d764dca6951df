package server

import (
	"context"
	"slices"
	"strings"

	"muster/casework"
	"muster/web"
)

// viewerOf is the person looking as the pages know them.
func viewerOf(ctx context.Context) *web.Viewer {
	v := visitorOf(ctx)
	if v == nil {
		return nil
	}
	return &web.Viewer{Name: v.actor.Name, Role: roleWords(v.actor), Organisation: v.server.title(), May: v.may}
}

func (s *Server) title() string {
	if s.config.Title != "" {
		return s.config.Title
	}
	return string(s.config.Organisation)
}

// roleWords says somebody's roles: "HR lead, administrator".
func roleWords(a *casework.Actor) string {
	if a.Step != "" {
		return "outside second signer"
	}
	var words []string
	for _, g := range a.Grants {
		word := roleWord(g.Role)
		if place := strings.Trim(g.Scope.Entity+" "+g.Scope.Country, " "); place != "" {
			word += " (" + place + ")"
		}
		if !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return strings.Join(words, ", ")
}

func roleWord(r casework.Role) string {
	for _, o := range web.Roles() {
		if o.Value == webRole(r) {
			return o.Label
		}
	}
	return string(r)
}

// webRole and deskRole translate the one role whose name differs.
func webRole(r casework.Role) string {
	if r == casework.Security {
		return "analyst"
	}
	return string(r)
}

func deskRole(s string) casework.Role {
	if s == "analyst" {
		return casework.Security
	}
	return casework.Role(s)
}

// needs is which actions open what pages and acts of the web. One of them is
// enough; whether it holds for the person or case at hand, the desk says.
func needs() map[web.Permission][]casework.Action {
	return map[web.Permission][]casework.Action{
		web.SeePeople: {casework.PeopleView}, web.SeePerson: {casework.PeopleView}, web.SeeGroups: {casework.GroupView}, web.SeeCases: {casework.CaseView},
		web.SeePayroll: {casework.PayrollView}, web.SeeEquipment: {casework.EquipmentView}, web.SeeRules: {casework.PolicyView}, web.SeeLedger: {casework.LedgerView, casework.LedgerVerify},
		web.SeeSettings: {casework.UsersManage, casework.SettingsManage, casework.KeysManage, casework.RetentionSet},
		web.ImportFiles: {casework.PeopleImport}, web.UnlockNames: {casework.PersonUnlock}, web.ClearFindings: {casework.FindingClear}, web.AskChecks: {casework.CheckRequest},
		web.RecordChecks: {casework.CheckRecord}, web.OverrideGates: {casework.GateOverride}, web.HoldEscalations: {casework.EscalationHold},
		web.SignSecond: {casework.GateOverride, casework.CaseSign, casework.PolicyPublish}, web.SendNotices: {casework.NoticeSend, casework.AnswerRecord},
		web.HoldInterviews: {casework.InterviewRecord, casework.InterviewPlan}, web.JudgeGroups: {casework.GroupDecide}, web.OpenCases: {casework.CaseOpen}, web.WorkCases: {casework.CaseWrite},
		web.WritePrivileged: {casework.CasePrivileged}, web.SettlePayroll: {casework.PayrollSettle}, web.SettleShipments: {casework.EquipmentRecord},
		web.SuppressFindings: {casework.PolicySuppress}, web.ChangePolicy: {casework.PolicyTry, casework.PolicyPublish}, web.ManageUsers: {casework.UsersManage},
		web.ManageKeys: {casework.KeysManage, casework.WebhooksManage}, web.ManageRetention: {casework.RetentionSet}, web.ExportLedger: {casework.LedgerExport},
	}
}

// may reports whether any of the visitor's roles has the permission anywhere.
func (v *visitor) may(p web.Permission) bool {
	if v.actor.Step != "" {
		return p == web.SignSecond
	}
	table := v.server.desk.Permissions()
	for _, action := range needs()[p] {
		for _, g := range v.actor.Grants {
			if table.Cell(action, g.Role) != casework.No {
				return true
			}
		}
	}
	return false
}
