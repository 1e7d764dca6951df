package api

import (
	"context"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"muster"
	"muster/casework"
)

// Receipt says that an act took effect.
type Receipt struct {
	ID     string    `json:"id,omitempty" doc:"What the act made or changed. Where a second person must sign, the step to sign."`
	Entry  int64     `json:"entry" doc:"Its number in the ledger."`
	At     time.Time `json:"at"`
	Again  bool      `json:"again,omitempty" doc:"It had taken effect before, under the same key."`
	Secret string    `json:"secret,omitempty" doc:"A key, a webhook's secret, a link's token or the text of an entry, told this once."`
}

// actRequest is an act on its way.
type actRequest[T any] struct {
	Key     string `header:"Idempotency-Key" required:"true" minLength:"16" maxLength:"64" pattern:"^[0-9A-Za-z_-]+$" doc:"Fresh for each act: the same key with the same act takes effect once."`
	IfMatch string `header:"If-Match" maxLength:"400" doc:"The tag of the person or case the act is about, as it was read: 412 when it has changed since."`
	Body    T
}

// actOf is one act: where it stands in the document and what it needs.
type actOf struct {
	name     string
	register func(*Handler)
}

// actPointer is a pointer to an act's struct.
type actPointer[T any] interface {
	*T
	casework.Act
}

// does is the line of one act. needs are the actions of the table of
// permissions that open it: who may do none of them anywhere is told so,
// whoever may somewhere is told of what is elsewhere as if it were not there.
func does[T any, P actPointer[T]](tag, scope, summary string, needs ...casework.Action) actOf {
	name := P(new(T)).Name()
	return actOf{name, func(h *Handler) {
		op := operation(http.MethodPost, "/v1/acts/"+name, name, tag, scope, summary, h.whoMay(needs))
		op.MaxBodyBytes = actBytes
		register(h, op, func(ctx context.Context, in *actRequest[T]) (*body[Receipt], error) {
			return h.act(ctx, casework.Key(in.Key), in.IfMatch, P(&in.Body), needs)
		})
	}}
}

// actBytes bounds the body of an act. The largest is a policy file.
const actBytes = 512 << 10

// act carries out an act and says what became of it.
func (h *Handler) act(ctx context.Context, key casework.Key, ifMatch string, a casework.Act, needs []casework.Action) (*body[Receipt], error) {
	who := actorOf(ctx)
	do := a
	if ifMatch != "" && ifMatch != "*" {
		subject, file := about(a), caseOf(a)
		if subject == "" && file == "" {
			return nil, &muster.Error{Code: muster.CodeUsage, Message: "this act names no person and no case that could have changed", Hint: "leave If-Match out"}
		}
		do = casework.Unchanged(a, subject, file, versionOf(ifMatch))
	}
	got, err := h.Host.Do(ctx, who, key, do)
	if err != nil {
		return nil, h.unable(ctx, who, a, needs, err)
	}
	return &body[Receipt]{Receipt{ID: got.ID, Entry: got.Entry, At: got.At, Again: got.Again, Secret: got.Secret}}, nil
}

// unable says why an act did not take effect, without telling who is there.
func (h *Handler) unable(ctx context.Context, who *casework.Actor, a casework.Act, needs []casework.Action, err error) error {
	switch code := muster.CodeOf(err); {
	case code == muster.CodeConflict && casework.HasChanged(err):
		p := problemOf(err)
		p.Status, p.Title = http.StatusPreconditionFailed, http.StatusText(http.StatusPreconditionFailed)
		return p
	case code != muster.CodePermission && code != muster.CodeNotFound:
		return err
	}
	if !h.somewhere(who, needs) {
		return &muster.Error{Code: muster.CodePermission, Message: "your roles do not allow this (" + a.Name() + ")", Hint: "ask somebody whose role it is, or the administrator"}
	}
	if casework.IsInSight(err) {
		return err
	}
	subject := about(a)
	if subject == "" && muster.CodeOf(err) == muster.CodePermission && nowhere(a) {
		return err
	}
	if subject != "" && muster.CodeOf(err) == muster.CodePermission && h.Desk.May(ctx, who, casework.PeopleView, subject) == nil {
		return err // they know already that this person is there
	}
	return nobody()
}

// somewhere reports whether any of the actions is open to the actor anywhere.
func (h *Handler) somewhere(who *casework.Actor, needs []casework.Action) bool {
	for _, action := range needs {
		for _, g := range who.Grants {
			if h.Desk.Permissions().Cell(action, g.Role) != casework.No {
				return true
			}
		}
	}
	return len(needs) == 0
}

// about is the person an act names, "" for none.
func about(a casework.Act) muster.SubjectID { return muster.SubjectID(textOf(a, "Subject")) }

// caseOf is the case an act names, "" for none.
func caseOf(a casework.Act) string { return textOf(a, "Case") }

func textOf(a casework.Act, field string) string {
	f := reflect.ValueOf(a).Elem().FieldByName(field)
	if !f.IsValid() || f.Kind() != reflect.String {
		return ""
	}
	return f.String()
}

// nowhere reports whether an act names nothing whose being there is a secret.
func nowhere(a casework.Act) bool {
	v := reflect.ValueOf(a).Elem()
	for _, name := range []string{"Case", "Check", "Step", "Task", "Evidence", "Complaint", "StepUp", "Session", "Agreement", "People", "Members", "A"} {
		if v.FieldByName(name).IsValid() {
			return false
		}
	}
	return true
}

// registerActs registers one operation for each act there is.
func registerActs(h *Handler) {
	for _, a := range acts() {
		a.register(h)
	}
	limits(h.api.OpenAPI().Components.Schemas)
}

// limits writes into the document what the acts' own checks hold of their texts.
func limits(r huma.Registry) {
	for name, s := range r.Map() {
		for word, list := range closed()[name] {
			for _, v := range list {
				s.Properties[word].Enum = append(s.Properties[word].Enum, v)
			}
			s.Properties[word].PrecomputeMessages()
		}
		if reason := s.Properties["reason"]; reason != nil && reason.MaxLength == nil {
			most := casework.MaxReason
			reason.MaxLength = &most
			reason.Description = "Why, so that somebody who was not there can follow it. Words about how somebody looks or sounds, or where they are from, are refused."
			reason.PrecomputeMessages()
		}
	}
}

// closed are the closed lists of acts whose fields are plain texts.
func closed() map[string]map[string][]string {
	return map[string]map[string][]string{
		"ClearFinding":    {"basis": {casework.BasisOwnRecords, casework.BasisOriginal, casework.BasisThirdParty, casework.BasisCheck, casework.ChannelGiven}},
		"RequestCheck":    {"code": {casework.CodeClass, casework.CodeDraw, casework.CodeFinding, casework.CodeExpired, casework.CodeOther}, "assurance": {"", casework.Standard, casework.High}},
		"Agree":           {"kind": casework.AgreementKinds()},
		"SendNotice":      {"channel": {casework.NoticeByEmail, casework.NoticeByPost, casework.NoticeInPerson}},
		"AnswerAppeal":    {"outcome": {casework.AppealStands, casework.AppealWithdrawn}},
		"AnswerComplaint": {"upheld": {"yes", "partly", "no"}},
		"SettlePay":       {"outcome": {"confirmed", "not_theirs", "joint", "corrected", "open"}},
		"SettleShipment":  {"outcome": {"verified", "agreed", "collected", "recall", "open"}},
		"CloseCase":       {"outcome": {casework.OutcomeExplained, casework.OutcomeUnsettled, casework.OutcomeDisputed, casework.OutcomeStepTaken}},
		"ProposeStep":     {"step": {casework.AdverseDecline, casework.AdverseWithdraw, casework.AdverseSuspendAccess, casework.AdverseEnd, casework.AdverseReport}},
		"ChangeSetting":   {"setting": {casework.SettingDraw, casework.SettingAnswerDays, casework.SettingWaitingDays, casework.SettingComplaintDays, casework.SettingAppealDays, casework.SettingUnlockMinutes, casework.SettingQuestions}},
	}
}
