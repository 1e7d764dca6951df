package notify

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"muster"
)

// Change says what became of a finding.
type Change int

// The changes, with the numbers of OCSF's activity_id.
const (
	Opened  Change = 1
	Updated Change = 2
	Closed  Change = 3
)

// Detection is a finding on its way to a SIEM.
type Detection struct {
	ID      string // stable over tries: 8 to 64 of a-z A-Z 0-9 _ -
	Change  Change
	At      time.Time // when the change came about
	Cleared bool      // with Closed: a check settled it; otherwise it no longer holds
	Finding *muster.Finding
	Path    string // page in the app; empty leads to the start page; cut before the id of a person concerned
}

// Pseudonym returns the name a subject has in a SIEM: the same subject always
// has the same one within an organisation, and without the key it leads back to
// nobody. Like every keyed hash it is still personal data. The key has at least
// 32 bytes and is used for nothing else.
func Pseudonym(key []byte, organisation muster.OrganisationID, subject muster.SubjectID) (string, error) {
	if len(key) < 32 {
		return "", errors.New("pseudonyms need a key of at least 32 bytes")
	}
	h := hmac.New(sha256.New, key)
	fmt.Fprintf(h, "notify pseudonym 1\n%d:%s%s", len(organisation), organisation, subject)
	return "p-" + hex.EncodeToString(h.Sum(nil)[:12]), nil
}

// pseudonymForm is what Pseudonym returns; nothing else leaves as a person.
var pseudonymForm = regexp.MustCompile(`^p-[0-9a-f]{24}$`)

// Pseudonyms are those of the people in one batch, made by the caller
// with Pseudonym.
type Pseudonyms map[muster.SubjectID]string

// The constants of OCSF: the version written, and the class Detection Finding.
const (
	ocsfVersion  = "1.3.0"
	ocsfCategory = 2    // Findings
	ocsfClass    = 2004 // Detection Finding
)

type ocsfEvent struct {
	ActivityID   int            `json:"activity_id"`
	ActivityName string         `json:"activity_name"`
	CategoryUID  int            `json:"category_uid"`
	CategoryName string         `json:"category_name"`
	ClassUID     int            `json:"class_uid"`
	ClassName    string         `json:"class_name"`
	TypeUID      int            `json:"type_uid"`
	Time         int64          `json:"time"` // milliseconds since 1970
	SeverityID   int            `json:"severity_id"`
	Severity     string         `json:"severity"`
	StatusID     int            `json:"status_id"`
	Status       string         `json:"status"`
	Message      string         `json:"message"`
	Metadata     ocsfMetadata   `json:"metadata"`
	FindingInfo  ocsfInfo       `json:"finding_info"`
	Resources    []ocsfResource `json:"resources"`
	Unmapped     ocsfUnmapped   `json:"unmapped"`
}

type ocsfMetadata struct {
	Version string      `json:"version"`
	UID     string      `json:"uid"`
	Product ocsfProduct `json:"product"`
}

type ocsfProduct struct {
	Name       string `json:"name"`
	VendorName string `json:"vendor_name"`
	Version    string `json:"version,omitempty"`
}

type ocsfInfo struct {
	UID         string       `json:"uid"`
	Title       string       `json:"title"`
	Desc        string       `json:"desc"`
	Types       []string     `json:"types"`
	SrcURL      string       `json:"src_url"`
	Analytic    ocsfAnalytic `json:"analytic"`
	Attacks     []ocsfAttack `json:"attacks,omitempty"`
	DataSources []string     `json:"data_sources,omitempty"`
}

type ocsfAnalytic struct {
	TypeID int    `json:"type_id"`
	Type   string `json:"type"`
	UID    string `json:"uid"`
	Name   string `json:"name"`
}

type ocsfResource struct {
	UID  string `json:"uid"`
	Type string `json:"type"`
}

// ocsfUnmapped holds what has no field in OCSF. Severity there means how bad
// something is; our strength means how much a sign weighs, and is kept as it is.
type ocsfUnmapped struct {
	Strength int  `json:"muster_strength"`
	Scored   bool `json:"muster_scored"`
	Victim   bool `json:"muster_possible_victim"`
}

// description stands on every event, because whoever reads it in a SIEM does
// not see the honest explanations.
const description = "A sign for people to weigh, not a verdict; there is often an honest explanation. Open the page to see what would settle it."

// ocsfTrial is an event of the base class: it is about nobody.
type ocsfTrial struct {
	ActivityID   int          `json:"activity_id"`
	ActivityName string       `json:"activity_name"`
	CategoryUID  int          `json:"category_uid"`
	CategoryName string       `json:"category_name"`
	ClassUID     int          `json:"class_uid"`
	ClassName    string       `json:"class_name"`
	TypeUID      int          `json:"type_uid"`
	Time         int64        `json:"time"`
	SeverityID   int          `json:"severity_id"`
	Severity     string       `json:"severity"`
	Message      string       `json:"message"`
	Metadata     ocsfMetadata `json:"metadata"`
}

// trialEvent makes the event of a trial.
func (n *Notifier) trialEvent(d *Detection) (json.RawMessage, error) {
	if !idForm.MatchString(d.ID) {
		return nil, errors.New("trial for a SIEM: its id must be 8 to 64 letters, digits, _ or -")
	}
	return json.Marshal(ocsfTrial{
		ActivityID: 99, ActivityName: "Trial", CategoryName: "Uncategorized", ClassName: "Base Event", TypeUID: 99, Time: d.At.UnixMilli(),
		SeverityID: 1, Severity: "Informational", Message: "Somebody sent a trial event from the settings. Nothing is to be done.",
		Metadata: ocsfMetadata{Version: ocsfVersion, UID: d.ID, Product: ocsfProduct{"Muster", "Muster", n.config.Version}},
	})
}

// event makes the OCSF event of a detection.
func (n *Notifier) event(d *Detection, names Pseudonyms) (*ocsfEvent, error) {
	f := d.Finding
	switch {
	case !idForm.MatchString(d.ID):
		return nil, errors.New("finding for a SIEM: its id must be 8 to 64 letters, digits, _ or -")
	case f == nil || len(f.Subjects) == 0 || f.Strength < 1 || f.Strength > 5 || f.Title == "" || d.At.IsZero():
		return nil, fmt.Errorf("finding %s for a SIEM: it is not complete", d.ID)
	case d.Change < Opened || d.Change > Closed:
		return nil, fmt.Errorf("finding %s for a SIEM: what became of it is not known", d.ID)
	}
	path := without(d.Path, f.Subjects...) // a link must not undo the pseudonym
	if !pathForm.MatchString(path) {
		return nil, fmt.Errorf("finding %s for a SIEM: the path must be that of a page, without query", d.ID)
	}
	e := &ocsfEvent{
		ActivityID: int(d.Change), ActivityName: [...]string{"", "Create", "Update", "Close"}[d.Change],
		CategoryUID: ocsfCategory, CategoryName: "Findings", ClassUID: ocsfClass, ClassName: "Detection Finding",
		TypeUID: ocsfClass*100 + int(d.Change), Time: d.At.UnixMilli(), Message: Subject(f.Title),
		Metadata: ocsfMetadata{Version: ocsfVersion, UID: d.ID, Product: ocsfProduct{"Muster", "Muster", n.config.Version}},
		FindingInfo: ocsfInfo{
			UID: f.Key.String(), Title: Subject(f.Title), Desc: description, Types: []string{string(f.Family)},
			SrcURL: n.config.Base + path, Analytic: ocsfAnalytic{1, "Rule", string(f.Flag), f.Detector}, Attacks: attacks(f.Flag),
		},
		Unmapped: ocsfUnmapped{f.Strength, f.Scored, f.Victim},
	}
	e.SeverityID, e.Severity = severity(f)
	e.StatusID, e.Status = 1, "New"
	if d.Change == Closed && d.Cleared {
		e.StatusID, e.Status = 4, "Resolved"
	} else if d.Change == Closed {
		e.StatusID, e.Status = 5, "Archived"
	}
	for _, s := range f.Subjects {
		name := names[s]
		if !pseudonymForm.MatchString(name) {
			return nil, fmt.Errorf("finding %s for a SIEM: a person has no pseudonym", d.ID)
		}
		e.Resources = append(e.Resources, ocsfResource{UID: name, Type: "Person's record"})
	}
	for _, seen := range f.Evidence {
		e.FindingInfo.DataSources = append(e.FindingInfo.DataSources, string(seen.Kind))
	}
	slices.Sort(e.FindingInfo.DataSources)
	e.FindingInfo.DataSources = slices.Compact(e.FindingInfo.DataSources)
	return e, nil
}

// severity maps a strength to OCSF's severity. It stops at High, however strong
// the sign is: Critical pages somebody at night, and nothing here is that
// urgent. Notes that are never counted are informational.
func severity(f *muster.Finding) (int, string) {
	if !f.Scored {
		return 1, "Informational"
	}
	id := min(f.Strength, 4)
	return id, [...]string{"", "Informational", "Low", "Medium", "High"}[id]
}
