package notify

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
)

// jiraIssue is the body that creates an issue. Version 2 of the interface is
// used, which the cloud and data centres both have and which takes plain text.
type jiraIssue struct {
	Fields jiraFields `json:"fields"`
}

type jiraFields struct {
	Project     jiraKey  `json:"project"`
	IssueType   jiraName `json:"issuetype"`
	Summary     string   `json:"summary"`
	Description string   `json:"description"`
	Labels      []string `json:"labels"`
	DueDate     string   `json:"duedate,omitempty"`
}

type jiraKey struct {
	Key string `json:"key"`
}

type jiraName struct {
	Name string `json:"name"`
}

// jira makes an issue, unless one with the message's label is there already.
func (n *Notifier) jira(ctx context.Context, t *Target, secrets []secret, m *Message) Outcome {
	head := http.Header{"Authorization": {"Bearer " + value(secrets, 0)}, "Accept": {"application/json"}}
	search := "/rest/api/2/search"
	if t.Cloud {
		head.Set("Authorization", basic(t.User, secrets))
		search = "/rest/api/3/search/jql"
	}
	base, label := strings.TrimRight(t.Address, "/"), "muster-"+m.ID
	query := url.Values{"jql": {`project = "` + t.Project + `" AND labels = "` + label + `"`}, "fields": {"key"}, "maxResults": {"1"}}
	answer, o := n.call(ctx, http.MethodGet, base+search+"?"+query.Encode(), "", nil, head)
	if o.State != Done {
		return o
	}
	var found struct {
		Issues []jiraKey `json:"issues"`
	}
	if err := json.Unmarshal(answer, &found); err != nil {
		return unreadable(o)
	}
	if len(found.Issues) > 0 {
		return done(o.Status, remote(found.Issues[0].Key))
	}
	words := n.text(m)
	issue := jiraIssue{jiraFields{
		Project: jiraKey{t.Project}, IssueType: jiraName{or(t.Issue, "Task")}, Summary: words.Title,
		Description: words.plain(), Labels: []string{"muster", label},
	}}
	if !m.Due.IsZero() {
		issue.Fields.DueDate = m.Due.In(n.config.Zone).Format("2006-01-02")
	}
	body, err := json.Marshal(issue)
	if err != nil {
		return permanent(ReasonTarget, err)
	}
	answer, o = n.call(ctx, http.MethodPost, base+"/rest/api/2/issue", "application/json", body, head)
	if o.State != Done {
		return o
	}
	var made jiraKey
	_ = json.Unmarshal(answer, &made) // the issue exists, whatever is said about it
	return done(o.Status, remote(made.Key))
}

// serviceNowTask is a row of a task table. The correlation id is the field
// meant for the id that another system has for it.
type serviceNowTask struct {
	ShortDescription   string `json:"short_description"`
	Description        string `json:"description"`
	CorrelationID      string `json:"correlation_id"`
	CorrelationDisplay string `json:"correlation_display"`
	AssignmentGroup    string `json:"assignment_group,omitempty"`
	DueDate            string `json:"due_date,omitempty"`
}

// serviceNow makes a task, unless one with the message's id is there already.
func (n *Notifier) serviceNow(ctx context.Context, t *Target, secrets []secret, m *Message) Outcome {
	head := http.Header{"Authorization": {basic(t.User, secrets)}, "Accept": {"application/json"}}
	table := strings.TrimRight(t.Address, "/") + "/api/now/table/" + or(t.Project, "task")
	query := url.Values{"sysparm_query": {"correlation_id=" + m.ID}, "sysparm_fields": {"number"}, "sysparm_limit": {"1"}}
	answer, o := n.call(ctx, http.MethodGet, table+"?"+query.Encode(), "", nil, head)
	if o.State != Done {
		return o
	}
	type row struct {
		Number string `json:"number"`
	}
	var found struct {
		Result []row `json:"result"`
	}
	if err := json.Unmarshal(answer, &found); err != nil {
		return unreadable(o)
	}
	if len(found.Result) > 0 {
		return done(o.Status, remote(found.Result[0].Number))
	}
	words := n.text(m)
	task := serviceNowTask{ShortDescription: words.Title, Description: words.plain(), CorrelationID: m.ID, CorrelationDisplay: "Muster", AssignmentGroup: t.Issue}
	if !m.Due.IsZero() {
		task.DueDate = m.Due.UTC().Format("2006-01-02 15:04:05")
	}
	body, err := json.Marshal(task)
	if err != nil {
		return permanent(ReasonTarget, err)
	}
	answer, o = n.call(ctx, http.MethodPost, table, "application/json", body, head)
	if o.State != Done {
		return o
	}
	var made struct {
		Result row `json:"result"`
	}
	_ = json.Unmarshal(answer, &made) // the task exists, whatever is said about it
	return done(o.Status, remote(made.Result.Number))
}

// unreadable is for an answer to the search that cannot be read: making a
// second ticket would be worse than waiting.
func unreadable(o Outcome) Outcome {
	return Outcome{State: Retry, Reason: ReasonTheirs, Status: o.Status, Err: errors.New("the other side's answer cannot be read")}
}

// remote keeps a ticket's key if it looks like one, since it is shown later.
func remote(key string) string {
	if segmentForm.MatchString(key) {
		return key
	}
	return ""
}

func basic(user string, secrets []secret) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+value(secrets, 0)))
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
