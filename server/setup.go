package server

import (
	"bytes"
	"context"
	"os"

	"github.com/goccy/go-yaml"

	"muster"
	"muster/casework"
	"muster/web"
)

// Plan is the set-up of an installation as a file says it: what the page asks
// for, for those who set machines up by files. Parts left out are left for the
// page.
type Plan struct {
	Organisation  string             `yaml:"organisation"`
	Administrator PlanAdministrator  `yaml:"administrator"`
	Entities      []PlanEntity       `yaml:"entities"`
	Propose       bool               `yaml:"accept_proposed"` // purposes and notices as proposed, where no others are stated
	Purposes      []casework.Purpose `yaml:"purposes"`
	Notices       map[string]string  `yaml:"notices"` // privacy, inquiry
	Monitoring    []PlanMonitoring   `yaml:"monitoring"`
}

// PlanAdministrator is the first user.
type PlanAdministrator struct {
	Name  string `yaml:"name"`
	Email string `yaml:"email"`
	Alone bool   `yaml:"alone"` // they are HR lead and auditor too
}

// PlanEntity is a legal entity.
type PlanEntity struct {
	ID       string   `yaml:"id"`
	Title    string   `yaml:"title"`
	Country  string   `yaml:"country"`
	Holidays []string `yaml:"holidays"`
}

// PlanMonitoring switches a kind of monitoring on.
type PlanMonitoring struct {
	Kind       string `yaml:"kind"`
	Assessment string `yaml:"assessment"` // reference of the impact assessment
	Notice     string `yaml:"notice"`     // reference of the notice given
	Basis      string `yaml:"basis"`
}

// LoadPlan reads a file. A word it does not know is an error with its place.
func LoadPlan(file string) (*Plan, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, &muster.Error{Code: muster.CodeNotFound, Message: "the set-up file cannot be read: " + err.Error(), Hint: "see docs/server.md for one to start from", Err: err}
	}
	if info.Size() > maxConfig || !info.Mode().IsRegular() {
		return nil, &muster.Error{Code: muster.CodeTooLarge, Message: file + " is no set-up file", Hint: "name a YAML file of at most 1 MB"}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	p := &Plan{}
	if err := yaml.NewDecoder(bytes.NewReader(text), yaml.Strict()).Decode(p); err != nil {
		return nil, &muster.Error{Code: muster.CodeUsage, Message: "the set-up file " + file + " cannot be understood:\n" + yaml.FormatError(err, false, true), Hint: "docs/server.md names every word", Err: err}
	}
	return p, nil
}

// SetUp makes the first administrator of an installation that has none and
// does what the plan says, each an entry in the ledger. It returns the path of
// the administrator's one-time link. A plan with a mistake changes nothing
// after it; the rest can be done on the page.
func (s *Server) SetUp(ctx context.Context, p *Plan) (link string, err error) {
	roles := []casework.Role{casework.Administrator}
	if p.Administrator.Alone {
		roles = append(roles, casework.HRLead, casework.Auditor)
	}
	link, err = s.Begin(ctx, p.Administrator.Name, p.Administrator.Email, roles...)
	if err != nil {
		return "", err
	}
	return link, s.ApplyPlan(ctx, p)
}

// ApplyPlan does what a plan says beside the administrator, each an entry in the
// ledger in the administrator's name. Whoever calls it holds the database and its
// keys.
func (s *Server) ApplyPlan(ctx context.Context, p *Plan) error {
	who := &casework.Actor{Name: "set-up by " + p.Administrator.Name, Via: "set-up", Grants: []casework.Grant{{Role: casework.Administrator}, {Role: casework.HRLead}}}
	for _, a := range p.acts() {
		if _, err := s.desk.Do(ctx, who, casework.Key(newKey()), a); err != nil {
			return err
		}
	}
	s.setup.forget()
	return nil
}

// acts are what the plan comes to.
func (p *Plan) acts() []casework.Act {
	var list []casework.Act
	if p.Organisation != "" {
		list = append(list, &casework.NameOrganisation{Title: p.Organisation})
	}
	for _, e := range p.Entities {
		list = append(list, &casework.SetEntity{Entity: casework.Entity{ID: e.ID, Title: e.Title, Country: e.Country, Holidays: e.Holidays}, Reason: setUpReason})
	}
	if lines := p.purposes(); len(lines) > 0 {
		list = append(list, &casework.SetPurposes{Clocks: lines, Reason: setUpReason})
	}
	for _, name := range casework.NoticeNames() {
		text := p.Notices[name]
		if text == "" && p.Propose {
			text = map[string]string{casework.NoticePrivacy: casework.PrivacyText, casework.NoticeInquiry: casework.NoticeText}[name]
		}
		if text != "" {
			list = append(list, &casework.SetNotice{Notice: name, Text: text})
		}
	}
	for _, m := range p.Monitoring {
		list = append(list, &casework.SwitchMonitoring{Kind: m.Kind, On: true, Assessment: m.Assessment, Notice: m.Notice, Basis: m.Basis, Reason: setUpReason})
	}
	return list
}

// purposes are those of the plan, over the proposed ones where it takes them.
func (p *Plan) purposes() []casework.Purpose {
	stated := map[muster.Kind]bool{}
	list := p.Purposes
	for _, one := range p.Purposes {
		stated[one.Kind] = true
	}
	if !p.Propose {
		return list
	}
	for _, group := range web.PurposeGroups() {
		for _, kind := range group.Kinds {
			if !stated[kind] {
				list = append(list, casework.Purpose{Kind: kind, Days: group.Propose, Purpose: group.Purpose, Basis: group.Basis})
			}
		}
	}
	return list
}
