package api

import (
	"context"
	"slices"

	"muster"
	"muster/casework"
)

func has(scopes []string, scope string) bool { return slices.Contains(scopes, scope) }

// forScopes leaves out what a key's scopes do not open.
func forScopes(list []Hit, scopes []string) []Hit {
	return slices.DeleteFunc(list, func(hit Hit) bool {
		return hit.Kind == "Case" && !has(scopes, CasesRead) || hit.Kind == "Rule" && !has(scopes, RulesRead)
	})
}

// casesRequest chooses cases.
type casesRequest struct {
	Closed bool `query:"closed" doc:"Closed ones too."`
}

// caseList is the cases the caller reads, without their contents.
type caseList struct {
	Cases []casework.Case `json:"cases"`
}

// OneCase is a case as a reader sees it.
type OneCase struct {
	casework.Case
	Items []casework.Item   `json:"items" doc:"Hypotheses, evidence, custody, tasks and notes; privileged notes for counsel only."`
	Steps []casework.Step   `json:"steps"`
	Told  []casework.Notice `json:"told" doc:"The last notice to each person concerned who had one, with their answers."`
	Views []casework.Look   `json:"views" doc:"Who looked at it, the latest first; this look included."`
}

// casePath names a case.
type casePath struct {
	Case string `path:"case" minLength:"1" maxLength:"64"`
	UnlessSame
}

// stepPath names a step.
type stepPath struct {
	Step string `path:"step" minLength:"1" maxLength:"64"`
	UnlessSame
}

func registerCases(h *Handler) {
	register(h, get("/v1/cases", "cases.list", "Cases", CasesRead, "List the cases the caller reads", "Those the caller is a reader of, without their contents; closed ones with closed=true."), h.cases)
	register(h, get("/v1/cases/{case}", "cases.get", "Cases", CasesRead, "One case", "Each look is entered in the ledger and listed. The tag does not speak of looks."), h.caseOf)
	register(h, get("/v1/steps/{step}", "steps.get", "Cases", CasesRead, "A step that needs two people", "For who proposed it and who may sign it."), h.step)
	registerEvidence(h)
}

func (h *Handler) cases(ctx context.Context, in *casesRequest) (*body[caseList], error) {
	if err := h.Desk.May(ctx, actorOf(ctx), casework.CaseView, ""); err != nil {
		return nil, err
	}
	list, err := h.Desk.Cases(ctx, actorOf(ctx), in.Closed)
	if err != nil {
		return nil, err
	}
	return &body[caseList]{caseList{list}}, nil
}

func (h *Handler) caseOf(ctx context.Context, in *casePath) (*one[OneCase], error) {
	if err := h.Desk.May(ctx, actorOf(ctx), casework.CaseView, ""); err != nil {
		return nil, err
	}
	version, err := h.Desk.CaseVersion(ctx, actorOf(ctx), in.Case)
	if err != nil {
		return nil, err
	}
	c, err := h.Desk.Case(ctx, actorOf(ctx), in.Case)
	if err != nil {
		return nil, hide(err)
	}
	out := OneCase{Case: c.Case, Items: c.Items, Steps: c.Steps, Told: c.Told}
	answer, err := tagged(&in.UnlessSame, version, out)
	if err != nil {
		return nil, err
	}
	answer.Body.Views = c.Views
	return answer, nil
}

func (h *Handler) step(ctx context.Context, in *stepPath) (*one[casework.Step], error) {
	s, err := h.Desk.StepFor(ctx, actorOf(ctx), in.Step)
	if err != nil {
		if muster.CodeOf(err) == muster.CodeConflict { // it was answered: whoever may not sign it does not learn that either
			err = nobody()
		}
		return nil, hide(err)
	}
	return tagged(&in.UnlessSame, "s", *s)
}
