package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"muster"
	"muster/casework"
)

// Target is a webhook or another place messages go to, with how it stands.
type Target struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Hook    bool   `json:"webhook,omitempty" doc:"It is a webhook: the act webhook.set changes it. Others stand in the configuration."`
	Says    string `json:"says" doc:"How it stands, in a sentence."`
	Well    bool   `json:"well"`
	Waiting int    `json:"waiting" doc:"Messages on their way."`
	Failed  int    `json:"failed" doc:"Messages that were set aside after ten tries; they can be sent again."`
}

// Messages looks after what goes out, for who manages webhooks.
type Messages interface {
	Targets(ctx context.Context) ([]Target, error)
	// Trial sends a message that says it is a trial. CodeConflict says that it
	// did not get through, and why.
	Trial(ctx context.Context, target string) error
	// Again puts what was set aside in line again, and returns how many.
	Again(ctx context.Context, target string) (int, error)
}

// targetList is where messages go.
type targetList struct {
	Targets []Target `json:"targets"`
}

// targetPath names a target.
type targetPath struct {
	Target string `path:"target" minLength:"1" maxLength:"64"`
}

// sentAgain is what came of asking for messages to be sent again.
type sentAgain struct {
	Messages int `json:"messages" doc:"On their way again."`
}

// trialSent says that a trial message got through.
type trialSent struct {
	Delivered bool `json:"delivered"`
}

// setUpState is how far the set-up is. What is missing is done by acts.
type setUpState struct {
	Organisation string            `json:"organisation,omitempty" doc:"The act organisation.name."`
	Entities     []casework.Entity `json:"entities" doc:"The act entity.set."`
	Purposes     []casework.Clock  `json:"purposes" doc:"Kinds whose purpose and basis are stated: the act retention.purposes or retention.set."`
	Unstated     []muster.Kind     `json:"unstated" doc:"Kinds without a purpose yet."`
	Notices      map[string]string `json:"notices" doc:"As worded: the act notice.word."`
	Decides      bool              `json:"decides" doc:"There is an HR lead: the act user.invite."`
	Restored     time.Time         `json:"restored,omitzero" doc:"A restore that another administrator has not looked at: the act restore.confirm."`
}

// wording is a text that is asked about before it is sent.
type wording struct {
	Body struct {
		Text string `json:"text" maxLength:"16000"`
	}
}

// leftOut is what has no place in a reason.
type leftOut struct {
	Term string `json:"term,omitempty" doc:"A word about how somebody looks or sounds, or where they are from. Empty: nothing to leave out."`
}

func registerMessages(h *Handler) {
	register(h, get("/v1/targets", "targets.list", "Settings", PeopleOnly, "Where messages go, and how each stands", "For who manages webhooks."), func(ctx context.Context, _ *nothing) (*body[targetList], error) {
		list, err := h.Messages.Targets(ctx)
		return &body[targetList]{targetList{list}}, err
	})
	trial := operation(http.MethodPost, "/v1/targets/{target}/trial", "targets.try", "Settings", PeopleOnly, "Send a trial message", "409 when it does not get through.")
	register(h, trial, func(ctx context.Context, in *targetPath) (*body[trialSent], error) {
		err := h.Messages.Trial(ctx, in.Target)
		return &body[trialSent]{trialSent{err == nil}}, err
	})
	again := operation(http.MethodPost, "/v1/targets/{target}/replay", "targets.replay", "Settings", PeopleOnly, "Send again what was set aside", "Receivers know a message by its id.")
	register(h, again, func(ctx context.Context, in *targetPath) (*body[sentAgain], error) {
		n, err := h.Messages.Again(ctx, in.Target)
		return &body[sentAgain]{sentAgain{n}}, err
	})
	register(h, get("/v1/setup", "setup.get", "Settings", PeopleOnly, "How far the set-up is", "For who can do some of it."), h.setUp)
	words := operation(http.MethodPost, "/v1/words", "words.check", "Checks", anyScope, "Ask whether a reason holds a word that will be refused", "Nothing of the text is kept.")
	register(h, words, func(_ context.Context, in *wording) (*body[leftOut], error) {
		return &body[leftOut]{leftOut{casework.RefusedTerm(in.Body.Text)}}, nil
	})
}

func (h *Handler) setUp(ctx context.Context, _ *nothing) (*body[setUpState], error) {
	if !h.somewhere(actorOf(ctx), []casework.Action{casework.SettingsManage, casework.RetentionSet, casework.UsersManage}) {
		return nil, &muster.Error{Code: muster.CodePermission, Message: "your roles do not allow this", Hint: "ask the administrator or the HR lead"}
	}
	what, err := h.Desk.SetUp(ctx)
	if err != nil {
		return nil, err
	}
	out := setUpState{Organisation: what.Title, Entities: slices.Concat([]casework.Entity{}, what.Entities), Purposes: slices.Concat([]casework.Clock{}, what.Purposes),
		Unstated: []muster.Kind{}, Notices: what.Notices, Decides: what.Decides}
	stated := map[muster.Kind]bool{}
	for _, c := range what.Purposes {
		stated[c.Kind] = true
	}
	for _, k := range muster.Kinds() {
		if !stated[k] {
			out.Unstated = append(out.Unstated, k)
		}
	}
	if what.Restored != nil {
		out.Restored = what.Restored.At
	}
	return &body[setUpState]{out}, nil
}
