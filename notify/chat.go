package notify

// slackMessage is what an incoming webhook of Slack takes. All text is of the
// plain kind: the marked-up kind would turn words into mentions and links.
type slackMessage struct {
	Text        string       `json:"text"` // shown where blocks are not, such as in notifications
	Blocks      []slackBlock `json:"blocks"`
	UnfurlLinks bool         `json:"unfurl_links"`
	UnfurlMedia bool         `json:"unfurl_media"`
}

type slackBlock struct {
	Type     string        `json:"type"`
	Text     *slackText    `json:"text,omitempty"`
	Elements []slackButton `json:"elements,omitempty"`
}

type slackText struct {
	Type  string `json:"type"`
	Text  string `json:"text"`
	Emoji bool   `json:"emoji"`
}

type slackButton struct {
	Type     string    `json:"type"`
	ActionID string    `json:"action_id"`
	Text     slackText `json:"text"`
	URL      string    `json:"url"`
}

func (n *Notifier) slack(m *Message) slackMessage {
	t := n.text(m)
	section := func(s string) slackBlock {
		return slackBlock{Type: "section", Text: &slackText{Type: "plain_text", Text: s}}
	}
	s := slackMessage{Text: t.Title, Blocks: []slackBlock{
		{Type: "header", Text: &slackText{Type: "plain_text", Text: t.Title}}, section(t.Happened), section(t.Todo),
	}}
	if t.Until != "" {
		s.Blocks = append(s.Blocks, section(t.Until))
	}
	s.Blocks = append(s.Blocks, slackBlock{Type: "actions", Elements: []slackButton{
		{Type: "button", ActionID: "open", Text: slackText{Type: "plain_text", Text: "Open the page"}, URL: t.Link},
	}})
	return s
}

// teamsMessage is what an incoming webhook of Teams takes, the one of a
// workflow as well as the former connector: a message with an Adaptive Card.
type teamsMessage struct {
	Type        string            `json:"type"`
	Attachments []teamsAttachment `json:"attachments"`
}

type teamsAttachment struct {
	ContentType string       `json:"contentType"`
	ContentURL  *string      `json:"contentUrl"` // null: the card is here
	Content     adaptiveCard `json:"content"`
}

type adaptiveCard struct {
	Schema  string       `json:"$schema"`
	Type    string       `json:"type"`
	Version string       `json:"version"`
	Body    []cardText   `json:"body"`
	Actions []cardAction `json:"actions"`
}

type cardText struct {
	Type   string `json:"type"`
	Text   string `json:"text"`
	Wrap   bool   `json:"wrap"`
	Size   string `json:"size,omitempty"`
	Weight string `json:"weight,omitempty"`
	Style  string `json:"style,omitempty"`
}

type cardAction struct {
	Type  string `json:"type"`
	Title string `json:"title"`
	URL   string `json:"url"`
}

func (n *Notifier) teams(m *Message) teamsMessage {
	t := n.text(m)
	card := adaptiveCard{
		Schema: "http://adaptivecards.io/schemas/adaptive-card.json", Type: "AdaptiveCard", Version: "1.4",
		Body:    []cardText{{Type: "TextBlock", Text: t.Title, Wrap: true, Size: "Medium", Weight: "Bolder", Style: "heading"}},
		Actions: []cardAction{{Type: "Action.OpenUrl", Title: "Open the page", URL: t.Link}},
	}
	for _, s := range []string{t.Happened, t.Todo, t.Until} {
		if s != "" {
			card.Body = append(card.Body, cardText{Type: "TextBlock", Text: s, Wrap: true})
		}
	}
	return teamsMessage{Type: "message", Attachments: []teamsAttachment{{ContentType: "application/vnd.microsoft.card.adaptive", Content: card}}}
}
