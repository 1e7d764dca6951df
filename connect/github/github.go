// Package github reads GitHub's audit log and its push webhook. Messages of
// commits and names of files are not looked at.
package github

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"muster"
	"muster/connect"
)

// New returns the connector. The account's address is that of the interface
// with the path of the organisation's or enterprise's log:
// https://api.github.com/orgs/harbour/audit-log.
func New() connect.System {
	return connect.System{
		Name: "github", Title: "GitHub", Feeds: []muster.Kind{muster.KindWorkDay, muster.KindActivityDay, muster.KindSignIns},
		Mine: mine, Read: read, Verify: verify, Fetch: log().Fetch,
	}
}

func log() *connect.Paged {
	return &connect.Paged{
		Start: func(since time.Time) string {
			query := url.Values{"include": {"all"}, "order": {"asc"}, "per_page": {"100"}}
			if !since.IsZero() {
				query.Set("phrase", "created:>="+since.Format(time.RFC3339))
			}
			return "?" + query.Encode()
		},
		Enter: connect.Bearer, Time: []string{"created_at", `\@timestamp`}, Next: connect.Linked, Lag: time.Hour,
	}
}

func verify(secret []byte, header http.Header, body []byte, _ time.Time) error {
	signature, ok := strings.CutPrefix(header.Get("X-Hub-Signature-256"), "sha256=")
	if !ok {
		return connect.ErrSignature
	}
	return connect.Signed(secret, signature, body)
}

// mine takes entries of the audit log, whose actions have a dot, and webhooks
// about a repository.
func mine(r *connect.Record) bool {
	if r.Has("repository.full_name") && (r.Has("ref", "commits") || r.Has("action")) {
		return true
	}
	return r.Is("action") && r.Is("actor") && strings.Contains(r.Text("action"), ".") && (r.Has("created_at") || r.Has(`\@timestamp`) || r.Has("org") || r.Has("repo"))
}

func read(r *connect.Record, emit func(*muster.Signal)) bool {
	if r.Has("repository.full_name") {
		return pushed(r, emit)
	}
	at := r.Time("created_at", `\@timestamp`)
	action := r.Text("action")
	if at.IsZero() || action == "" {
		return false
	}
	act := acts(action)
	if act == "" {
		return true
	}
	s := &muster.Signal{
		System: "github", Event: r.Text("_document_id", "request_id"), At: at, Account: r.Text("actor"),
		Origin: muster.Origin{IP: muster.Network(r.Text("actor_ip")), Country: muster.Country(r.Text("actor_location.country_code"))},
		Data:   &muster.Worked{Act: act, Target: muster.Text(r.Text("repo", "repository", "org")), Offset: muster.OffsetUnknown},
	}
	s.Origin.Client, s.Origin.System = connect.Client(r.Text("user_agent"))
	emit(s)
	return true
}

// acts are the entries that a detector reads.
func acts(action string) muster.WorkAct {
	switch action {
	case "git.push":
		return muster.WorkPushed
	case "git.clone":
		return muster.WorkCloned
	case "repo.download_zip":
		return muster.WorkDownloaded
	case "repo.transfer", "repo.transfer_outgoing":
		return muster.WorkMirrored
	case "repo.destroy":
		return muster.WorkDeleted
	case "repo.add_member", "org.invite_member", "org.add_member", "org.invite_user":
		return muster.WorkMemberAdded
	case "public_key.create", "deploy_key.create", "personal_access_token.create", "personal_access_token.access_granted", "oauth_authorization.create", "gpg_key.create":
		return muster.WorkKeyAdded
	case "workflows.created_workflow", "repository_secret_scanning.disable", "protected_branch.destroy", "environment.update_actions_secret", "repo.register_self_hosted_runner", "org.register_self_hosted_runner":
		return muster.WorkPipeline
	case "pull_request.merge":
		return muster.WorkDelivered
	}
	return ""
}

// pushed reads a push: the clock of the machine that made each commit is in its
// time. Other webhooks about a repository are passed over.
func pushed(r *connect.Record, emit func(*muster.Signal)) bool {
	if !r.Has("ref", "commits") {
		return true
	}
	who, where := r.Text("pusher.name", "sender.login"), muster.Text(r.Text("repository.full_name"))
	understood := false
	r.Each("commits", func(c *connect.Record) {
		at := c.Time("timestamp")
		if at.IsZero() {
			return
		}
		understood = true
		account := c.Text("author.username")
		if mail := c.Text("author.email"); account == "" && mail != "" && mail == r.Text("pusher.email") {
			account = who
		}
		if mail := foreign(c, r); mail != "" && account != who {
			emit(&muster.Signal{
				System: "github", Event: c.Text("id"), At: at, Account: who,
				Data: &muster.Worked{Act: muster.WorkWrongIdentity, Target: muster.Text(mail), Offset: muster.OffsetUnknown},
			})
		}
		if account == "" {
			return // somebody else's commit, passed on: its clock is not the pusher's
		}
		emit(&muster.Signal{
			System: "github", Event: c.Text("id"), At: at, Account: account,
			Data: &muster.Worked{Act: muster.WorkCommitted, Target: where, Offset: written(c.Text("timestamp"), at)},
		})
	})
	return understood || r.Lines("commits") == "[]"
}

// foreign returns the address under which a commit was both written and
// committed, where it is not the pusher's and nobody had handed the commit in
// before: made on the pusher's machine, or brought to it. Whose address it is,
// if anybody's, is looked up in the records; no other name is kept.
func foreign(c, push *connect.Record) string {
	mail := strings.ToLower(c.Text("author.email"))
	same := mail != "" && mail == strings.ToLower(c.Text("committer.email")) && mail != strings.ToLower(push.Text("pusher.email"))
	if !same || c.Text("distinct") != "true" || strings.Contains(mail, "noreply") || strings.Contains(mail, "[bot]") {
		return ""
	}
	return mail
}

// written is the offset a machine wrote. Z is written by servers, and by
// machines that run on UTC: it says nothing.
func written(text string, at muster.Time) int16 {
	if !at.OffsetKnown() || strings.HasSuffix(text, "Z") {
		return muster.OffsetUnknown
	}
	return at.Offset
}
