package notify

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"net/smtp"
	"net/textproto"
	"strings"
	"time"

	"muster/internal/escape"
	"muster/internal/outward"
)

// page is the HTML part of an e-mail. It loads nothing from anywhere, so that
// opening it tells nobody anything.
var page = template.Must(template.New("mail").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{.Title}}</title></head>
<body style="font:15px/1.5 system-ui,sans-serif;max-width:36em;margin:24px auto;padding:0 16px">
<h1 style="font-size:18px">{{.Title}}</h1>
<p>{{.Happened}}</p>
<p>{{.Todo}}</p>
{{with .Until}}<p>{{.}}</p>
{{end}}<p><a href="{{.Link}}">Open the page</a></p>
</body></html>
`))

// mail sends a message by SMTP. The connection is always encrypted.
func (n *Notifier) mail(ctx context.Context, t *Target, secrets []secret, m *Message) Outcome {
	body, err := n.letter(t, m)
	if err != nil {
		return permanent(ReasonTarget, err)
	}
	ctx, stop := context.WithTimeout(ctx, outward.DefaultTimeout)
	defer stop()
	host, _, err := net.SplitHostPort(t.Address)
	if err != nil {
		return permanent(ReasonTarget, errors.New("the address of a mail server is host:port"))
	}
	client, err := n.connect(ctx, t, host)
	if err != nil {
		return mailFailed(err)
	}
	defer client.Close()
	if len(secrets) > 0 {
		if err := client.Auth(smtp.PlainAuth("", t.User, value(secrets, 0), host)); err != nil {
			o := mailFailed(err)
			if o.State == Permanent {
				o.Reason = ReasonCredentials
			}
			return o
		}
	}
	return send(client, t, body)
}

// Reach connects to a mail server, with TLS, and sends nothing.
func (n *Notifier) Reach(ctx context.Context, t *Target) error {
	ctx, stop := context.WithTimeout(ctx, outward.DefaultTimeout)
	defer stop()
	host, _, err := net.SplitHostPort(t.Address)
	if err != nil {
		return errors.New("the address of a mail server is host:port")
	}
	client, err := n.connect(ctx, t, host)
	if err != nil {
		return err
	}
	return client.Quit()
}

// connect dials the server and speaks TLS with it.
func (n *Notifier) connect(ctx context.Context, t *Target, host string) (*smtp.Client, error) {
	conn, err := n.dial(ctx, t.Address)
	if err != nil {
		return nil, err
	}
	if t.Implicit {
		secure, err := n.secure(ctx, conn, host, nil)
		if err != nil {
			conn.Close()
			return nil, err
		}
		conn = secure
	}
	client, err := smtp.NewClient(conn, host)
	if err != nil {
		conn.Close()
		return nil, err
	}
	if err = client.Hello(n.config.Host); err == nil && !t.Implicit {
		err = client.StartTLS(n.config.Guard.TLS(host)) // fails when the server does not offer it
	}
	if err != nil {
		client.Close()
		return nil, err
	}
	return client, nil
}

// send hands the letter to the server. Recipients the server does not know are
// passed over as long as one is left.
func send(client *smtp.Client, t *Target, letter []byte) Outcome {
	from, err := mailAddress(t.From)
	if err != nil {
		return permanent(ReasonTarget, err)
	}
	if err := client.Mail(from.Address); err != nil {
		return mailFailed(err)
	}
	taken := 0
	var refused error
	for _, s := range t.To {
		to, err := mailAddress(s)
		if err != nil {
			return permanent(ReasonTarget, err)
		}
		if err := client.Rcpt(to.Address); err == nil {
			taken++
		} else if refused = err; mailFailed(err).State == Retry {
			return mailFailed(err) // nobody has it yet, so nobody gets it twice
		}
	}
	if taken == 0 {
		return mailFailed(refused)
	}
	w, err := client.Data()
	if err == nil {
		_, err = w.Write(letter)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return mailFailed(err)
	}
	_ = client.Quit() // the server has taken the letter; how it says goodbye changes nothing
	return done(250, "")
}

// mailFailed makes an outcome of an SMTP reply, of which only the code is kept.
func mailFailed(err error) Outcome {
	var reply *textproto.Error
	if !errors.As(err, &reply) {
		return failed(err)
	}
	o := Outcome{State: Retry, Reason: ReasonTheirs, Status: reply.Code, Err: fmt.Errorf("the mail server answered with code %d", reply.Code)}
	switch {
	case reply.Code == 421 || reply.Code == 450 || reply.Code == 451 || reply.Code == 452:
		o.Reason = ReasonBusy
	case reply.Code == 530 || reply.Code == 534 || reply.Code == 535:
		o.State, o.Reason = Permanent, ReasonCredentials
	case reply.Code >= 500:
		o.State, o.Reason = Permanent, ReasonRejected
	}
	return o
}

// letter writes the whole e-mail: headers and the text twice, plain and HTML.
// The same message always makes the same letter.
func (n *Notifier) letter(t *Target, m *Message) ([]byte, error) {
	words := n.text(m)
	from, err := mailAddress(t.From)
	if err != nil {
		return nil, err
	}
	to := make([]string, 0, len(t.To))
	for _, s := range t.To {
		a, err := mailAddress(s)
		if err != nil {
			return nil, err
		}
		to = append(to, (&mail.Address{Address: a.Address}).String())
	}
	var html bytes.Buffer
	if err := page.Execute(&html, words); err != nil {
		return nil, fmt.Errorf("e-mail: %w", err)
	}
	sum := sha256.Sum256([]byte(m.ID))
	boundary := "=_" + hex.EncodeToString(sum[:16])
	var b bytes.Buffer
	header(&b, "From", from.String())
	header(&b, "To", strings.Join(to, ",\r\n "))
	header(&b, "Subject", mime.QEncoding.Encode("utf-8", Subject(words.Title)))
	header(&b, "Date", m.At.UTC().Format(time.RFC1123Z))
	header(&b, "Message-ID", "<"+m.ID+"@"+n.config.Host+">")
	header(&b, "Auto-Submitted", "auto-generated") // so that nobody's absence note answers
	header(&b, "MIME-Version", "1.0")
	header(&b, "Content-Type", `multipart/alternative; boundary="`+boundary+`"`)
	for _, part := range []struct{ form, text string }{{"text/plain", words.plain()}, {"text/html", html.String()}} {
		fmt.Fprintf(&b, "\r\n--%s\r\nContent-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", boundary, part.form)
		q := quotedprintable.NewWriter(&b)
		if _, err := q.Write([]byte(part.text)); err != nil {
			return nil, fmt.Errorf("e-mail: %w", err)
		}
		if err := q.Close(); err != nil {
			return nil, fmt.Errorf("e-mail: %w", err)
		}
	}
	fmt.Fprintf(&b, "\r\n--%s--\r\n", boundary)
	return b.Bytes(), nil
}

func header(b *bytes.Buffer, name, value string) {
	b.WriteString(name + ": " + value + "\r\n")
}

// maxSubject bounds a subject line, in runes.
const maxSubject = 120

// Subject makes a line safe as the subject of an e-mail: one line, without
// control and direction marks, at most 120 characters.
func Subject(s string) string {
	runes := []rune(strings.TrimSpace(escape.Line(s)))
	if len(runes) > maxSubject {
		runes = append(runes[:maxSubject-1], '…')
	}
	return string(runes)
}
