package ingest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"muster"
	"muster/ingest/table"
	"muster/internal/escape"
)

// The bounds of an export of chats.
const (
	maxChats     = 512 << 20 // bytes of the file
	maxChatDepth = 24
	mostOfOne    = 500 // messages of one account that are kept, the latest
)

// chats is what an export of Telegram Desktop holds of its groups: who wrote,
// and what where the texts of messages may be read.
type chats struct {
	accounts []chatAccount
	messages int // looked at
	private  int // chats of two people, which are not looked at
	unread   int // messages whose sender is not told, or that are no message
}

// chatAccount is one account that wrote in a group.
type chatAccount struct {
	id, name    string
	first, last time.Time
	texts       []chatText
}

type chatText struct {
	record, text string
	at           time.Time
}

// telegramChat is one chat as Telegram Desktop writes it (its published layout).
type telegramChat struct {
	Name     string            `json:"name"`
	Type     string            `json:"type"`
	Messages []json.RawMessage `json:"messages"`
}

type telegramMessage struct {
	ID        json.Number     `json:"id"`
	Type      string          `json:"type"`
	Date      string          `json:"date"`
	Unix      string          `json:"date_unixtime"`
	From      string          `json:"from"`
	FromID    json.RawMessage `json:"from_id"`
	Forwarded string          `json:"forwarded_from"`
	Text      json.RawMessage `json:"text"`
}

// isChats reports whether the head of a JSON file is that of such an export.
func isChats(head string) bool {
	if !strings.HasPrefix(head, "{") {
		return false
	}
	// Everything somebody has begins with their contacts, which may fill the head.
	if strings.Contains(head, `"personal_information"`) && strings.Contains(head, `"contacts"`) && strings.Contains(head, `"about"`) && strings.Contains(head, `"user_id"`) {
		return true
	}
	if !strings.Contains(head, `"messages"`) {
		return false
	}
	for _, kind := range []string{`"private_group"`, `"private_supergroup"`, `"public_supergroup"`, `"personal_chat"`, `"public_channel"`, `"private_channel"`} {
		if strings.Contains(head, kind) && (strings.Contains(head, `"date_unixtime"`) || strings.Contains(head, `"from_id"`) || strings.Contains(head, `"chats"`)) {
			return true
		}
	}
	return false
}

// parseChats reads an export. texts says whether what was written may be read.
func parseChats(r io.Reader, texts bool) (*chats, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxChats+1))
	if err != nil {
		return nil, err
	}
	if len(raw) > maxChats {
		return nil, errors.New("the export is larger than 512 MB")
	}
	if err := shallow(raw); err != nil {
		return nil, err
	}
	type chatList struct {
		List []telegramChat `json:"list"`
	}
	var export struct {
		telegramChat
		Chats chatList `json:"chats"`
		Left  chatList `json:"left_chats"` // groups that whoever exported them was in before
	}
	if err := json.Unmarshal(raw, &export); err != nil {
		return nil, fmt.Errorf("not an export of chats: %w", err)
	}
	c, by := &chats{}, map[string]int{}
	list := append(export.Chats.List, export.Left.List...)
	if len(export.Messages) > 0 {
		list = append(list, export.telegramChat)
	}
	for i := range list {
		if !strings.Contains(list[i].Type, "group") {
			c.private++
			continue
		}
		for _, one := range list[i].Messages {
			c.take(one, by, texts)
		}
	}
	switch {
	case len(list) == 0:
		return nil, errors.New("the export holds no chat")
	case c.messages == 0 && c.unread > 0 && c.private == 0:
		return nil, errors.New("no message in it says with a number (from_id) who wrote it")
	}
	return c, nil
}

// shallow refuses what is nested too deep to be such an export.
func shallow(raw []byte) error {
	depth, inText := 0, false
	for i := 0; i < len(raw); i++ {
		switch b := raw[i]; {
		case inText && b == '\\':
			i++
		case b == '"':
			inText = !inText
		case inText:
		case b == '{' || b == '[':
			if depth++; depth > maxChatDepth {
				return errors.New("the export is nested too deep")
			}
		case b == '}' || b == ']':
			depth--
		}
	}
	return nil
}

// take reads one message. A text that was passed on is somebody else's.
func (c *chats) take(raw json.RawMessage, by map[string]int, texts bool) {
	var m telegramMessage
	err := json.Unmarshal(raw, &m)
	sender := senderOf(m.FromID)
	if err != nil || m.Type != "message" || sender == "" {
		c.unread++
		return
	}
	at := sentAt(m.Unix, m.Date)
	if at.IsZero() {
		c.unread++
		return
	}
	c.messages++
	n, known := by[sender]
	if !known {
		n = len(c.accounts)
		by[sender] = n
		c.accounts = append(c.accounts, chatAccount{id: "telegram-" + sender, first: at})
	}
	a := &c.accounts[n]
	if m.From != "" && !at.Before(a.last) {
		a.name = clipped(escape.Line(m.From), 200)
	}
	a.first, a.last = sooner(a.first, at), later(a.last, at)
	if !texts || m.Forwarded != "" {
		return
	}
	if text := strings.TrimSpace(plainText(m.Text)); text != "" {
		a.texts = append(a.texts, chatText{record: "user" + sender + "/" + m.ID.String() + "/" + m.Unix, text: clipped(text, 8000), at: at})
		if len(a.texts) > mostOfOne {
			a.texts = a.texts[1:]
		}
	}
}

// senderOf is the number of the person who wrote a message, "" for a channel.
// Exports of before 2021 hold the bare number; those of groups and channels
// began beyond 32 bits then.
func senderOf(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		number, user := strings.CutPrefix(text, "user")
		if !user || len(text) > 64 {
			return ""
		}
		return number
	}
	if n, err := strconv.ParseUint(string(raw), 10, 32); err == nil && n > 0 {
		return strconv.FormatUint(n, 10)
	}
	return ""
}

// plainText joins the pieces of a text: words, and objects with words in them.
func plainText(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	var pieces []json.RawMessage
	if json.Unmarshal(raw, &pieces) != nil {
		return ""
	}
	var b strings.Builder
	for _, p := range pieces {
		var piece struct {
			Text string `json:"text"`
		}
		if json.Unmarshal(p, &text) == nil {
			b.WriteString(text)
		} else if json.Unmarshal(p, &piece) == nil {
			b.WriteString(piece.Text)
		}
	}
	return b.String()
}

// sentAt reads when a message was sent: seconds since 1970, else the local time
// of who exported it, which is taken as it stands.
func sentAt(unix, date string) time.Time {
	var n json.Number = json.Number(unix)
	if seconds, err := n.Int64(); err == nil && seconds > 0 && seconds < 1<<33 {
		return time.Unix(seconds, 0).UTC()
	}
	at, err := time.Parse("2006-01-02T15:04:05", date)
	if err != nil || at.Year() < 2013 || at.Year() > 2200 {
		return time.Time{}
	}
	return at
}

func sooner(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func clipped(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}

// readChats reads an export of chats.
func (r *run) readChats(f *file, src table.Source) error {
	if src.Size > maxChats {
		return fileError(src, muster.CodeTooLarge, "the export is larger than 512 MB", "export one group at a time", nil)
	}
	c, err := parseChats(io.NewSectionReader(src.R, 0, src.Size), r.texts())
	if err != nil {
		return fileError(src, muster.CodeUnsupported, "the export of chats could not be read: "+err.Error(), "export the group again from Telegram Desktop as machine-readable JSON", err)
	}
	f.chats = c
	report := FileReport{Path: f.path, Type: f.kind, Vendor: "Telegram Desktop", Kind: Accounts, Source: r.names[f.path], Records: len(c.accounts), Rows: len(c.accounts), tableRows: c.messages}
	if c.private > 0 {
		report.warn("%s of two people or of channels %s not looked at", plural(c.private, "chat", "chats"), map[bool]string{true: "is", false: "are"}[c.private == 1])
	}
	if c.unread > 0 {
		report.warn("%s without a sender, or of another kind, %s passed over", plural(c.unread, "entry", "entries"), map[bool]string{true: "was", false: "were"}[c.unread == 1])
	}
	if !r.texts() {
		report.warn("%s", r.whyNoTexts())
	}
	f.reports = []FileReport{report}
	return nil
}

// noTexts says why what people wrote is not read.
const noTexts = "the texts of messages were not read: they are read only where muster.yaml names the purpose and the lawful basis under messages"

// noTextsHere says it where nobody writes muster.yaml.
const noTextsHere = "the texts of messages were not read: message text is a kind of monitoring that is not switched on"

func (r *run) whyNoTexts() string {
	if r.opt.ByContent {
		return noTextsHere
	}
	return noTexts
}

func (r *run) howTexts() string {
	if r.opt.ByContent {
		return "it takes an impact assessment, a notice and a lawful basis: see Settings"
	}
	return "write the purpose and the lawful basis into muster.yaml under messages, or leave the file out"
}

// texts reports whether the texts of messages may be read.
func (r *run) texts() bool { return r.batch.Texts }

// attachChats makes an account of each who wrote in a group, with what they
// wrote where that may be read.
func (r *run) attachChats(reg *registry, files []*file, extra map[int32][]muster.Observation) error {
	for _, f := range files {
		if f.chats == nil {
			continue
		}
		source := r.names[f.path]
		for i := range f.chats.accounts {
			a := &f.chats.accounts[i]
			n, known := reg.person[a.id]
			if !known {
				n = reg.introduceID(a.id)
			}
			list := []muster.Observation{{Record: a.id, Happened: muster.Instant(a.first), Data: &muster.PlatformAccount{Named: muster.Named{FullName: muster.PersonName(a.name)}}}}
			for _, t := range a.texts {
				list = append(list, muster.Observation{Record: t.record, Happened: muster.Instant(t.at), Data: &muster.Message{Text: muster.Text(clean(t.text)), Channel: "telegram"}})
			}
			for _, o := range list {
				o.Organisation, o.Subject, o.Source, o.Place = r.batch.organisation, reg.ids[n], source, muster.Place{File: f.path}
				if err := o.Seal(); err != nil {
					return err
				}
				extra[n] = append(extra[n], o)
			}
		}
	}
	return nil
}
