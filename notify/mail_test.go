package notify_test

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"unicode"
	"unicode/utf8"

	"muster/notify"
)

// smtpServer speaks as much SMTP as a client needs, with STARTTLS or with TLS
// from the first byte. Replies replaces what it says to a command.
type smtpServer struct {
	mu      sync.Mutex
	got     []string
	said    []string
	address string
	cert    *x509.Certificate
	config  *tls.Config
	replies map[string]string
}

func mailServer(t *testing.T, replies map[string]string) *smtpServer {
	t.Helper()
	return startMail(t, replies, false)
}

func startMail(t *testing.T, replies map[string]string, implicit bool) *smtpServer {
	t.Helper()
	web := httptest.NewTLSServer(http.NotFoundHandler()) // for its certificate
	web.Close()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	s := &smtpServer{address: "example.com:" + port, cert: web.Certificate(), config: &tls.Config{Certificates: web.TLS.Certificates}, replies: replies}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			if implicit {
				conn = tls.Server(conn, s.config)
			}
			running.Go(func() { s.serve(conn) })
		}
	})
	t.Cleanup(func() { listener.Close(); running.Wait() })
	return s
}

func (s *smtpServer) target(t *testing.T) notify.Target {
	t.Helper()
	return notify.Target{
		ID: "1", Type: notify.TypeMail, Address: s.address, User: "muster", Secrets: []string{file(t, token)},
		From: "Muster <muster@example.org>", To: []string{"hr@example.org", "it@example.org"},
	}
}

func (s *smtpServer) letters() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.got
}

func (s *smtpServer) serve(conn net.Conn) {
	defer func() { conn.Close() }()
	r := bufio.NewReader(conn)
	say := func(line string) { io.WriteString(conn, line+"\r\n") }
	say("220 example.com")
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		s.mu.Lock()
		s.said = append(s.said, line)
		s.mu.Unlock()
		verb, _, _ := strings.Cut(strings.ToUpper(line), " ")
		if reply, ok := s.replies[strings.ToUpper(line)]; ok {
			say(reply)
			continue
		}
		if reply, ok := s.replies[verb]; ok {
			say(reply)
			continue
		}
		switch verb {
		case "EHLO":
			say("250-example.com\r\n250-STARTTLS\r\n250 AUTH PLAIN")
		case "STARTTLS":
			say("220 go")
			conn = tls.Server(conn, s.config)
			r = bufio.NewReader(conn)
		case "DATA":
			say("354 go")
			s.take(r)
			say("250 taken")
		case "QUIT":
			say("221 bye")
			return
		case "AUTH":
			say("235 fine")
		default:
			say("250 fine")
		}
	}
}

func (s *smtpServer) take(r *bufio.Reader) {
	var letter strings.Builder
	for {
		line, err := r.ReadString('\n')
		if err != nil || line == ".\r\n" {
			break
		}
		letter.WriteString(line)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got = append(s.got, letter.String())
}

func TestMail(t *testing.T) {
	for _, implicit := range []bool{false, true} {
		s := startMail(t, nil, implicit)
		target := s.target(t)
		target.Implicit = implicit
		check(t, "mail", notifier(t, s.cert).Deliver(t.Context(), target, message()), notify.Done, "")
		if len(s.letters()) != 1 {
			t.Fatalf("%d letters", len(s.letters()))
		}
		letter := s.letters()[0]
		golden(t, "letter.eml", strings.ReplaceAll(letter, "\r\n", "\n"))
		m, err := mail.ReadMessage(strings.NewReader(letter))
		if err != nil {
			t.Fatal(err)
		}
		_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
		if err != nil {
			t.Fatal(err)
		}
		parts := multipart.NewReader(m.Body, params["boundary"])
		for _, want := range []string{"text/plain", "text/html"} {
			p, err := parts.NextPart()
			if err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(p)
			if err != nil || !strings.HasPrefix(p.Header.Get("Content-Type"), want) || !strings.Contains(string(b), "https://muster.example.org/people/4127") {
				t.Errorf("%s: %v in %s", want, err, b)
			}
		}
		auth := "AUTH PLAIN " + base64.StdEncoding.EncodeToString([]byte("\x00muster\x00"+token))
		for _, want := range []string{auth, "RCPT TO:<hr@example.org>", "RCPT TO:<it@example.org>"} {
			if !strings.Contains(strings.Join(s.said, "\n"), want) {
				t.Errorf("never said %s: %q", want, s.said)
			}
		}
	}
}

func TestMailFailures(t *testing.T) {
	for name, c := range map[string]struct {
		replies map[string]string
		state   notify.State
		reason  notify.Reason
		letters int
	}{
		"no encryption":       {map[string]string{"EHLO": "250 example.com", "STARTTLS": "502 no"}, notify.Permanent, notify.ReasonRejected, 0},
		"revoked password":    {map[string]string{"AUTH": "535 quoted by the other side"}, notify.Permanent, notify.ReasonCredentials, 0},
		"busy":                {map[string]string{"MAIL": "421 later"}, notify.Retry, notify.ReasonBusy, 0},
		"greylisted":          {map[string]string{"RCPT TO:<IT@EXAMPLE.ORG>": "450 later"}, notify.Retry, notify.ReasonBusy, 0},
		"one unknown":         {map[string]string{"RCPT TO:<IT@EXAMPLE.ORG>": "550 who"}, notify.Done, "", 1},
		"all unknown":         {map[string]string{"RCPT": "550 who"}, notify.Permanent, notify.ReasonRejected, 0},
		"refused at the data": {map[string]string{"DATA": "554 no"}, notify.Permanent, notify.ReasonRejected, 0},
	} {
		s := mailServer(t, c.replies)
		check(t, name, notifier(t, s.cert).Deliver(t.Context(), s.target(t), message()), c.state, c.reason)
		if len(s.letters()) != c.letters {
			t.Errorf("%s: %d letters, want %d", name, len(s.letters()), c.letters)
		}
	}
	s := mailServer(t, nil)
	check(t, "wrong certificate", notifier(t, nil).Deliver(t.Context(), s.target(t), message()), notify.Retry, notify.ReasonCertificate)
	if strings.Contains(strings.Join(s.said, " "), "AUTH") {
		t.Error("the password was sent to somebody unproven")
	}
	target := s.target(t)
	target.Address = "other.example:25"
	check(t, "inside", notifier(t, s.cert).Deliver(t.Context(), target, message()), notify.Permanent, notify.ReasonForbidden)
	for _, bad := range []string{"x", "a@example.org\r\nBcc: b@example.org", "a@example.org\n", "é@example.org", ""} {
		target := s.target(t)
		target.To = []string{bad}
		check(t, bad, notifier(t, s.cert).Deliver(t.Context(), target, message()), notify.Permanent, notify.ReasonTarget)
	}
}

// FuzzSubject looks for a subject that would end its header line or hide text.
func FuzzSubject(f *testing.F) {
	for _, s := range []string{"A check is due", "a\r\nBcc: x@example.org", "\u202eolleh", strings.Repeat("é", 300), "\xff\x00", "=?utf-8?q?x?="} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := notify.Subject(s)
		if strings.ContainsFunc(got, unicode.IsControl) || strings.ContainsRune(got, '\u202e') || utf8.RuneCountInString(got) > 120 || !utf8.ValidString(got) {
			t.Errorf("%q became %q", s, got)
		}
		line := mime.QEncoding.Encode("utf-8", got)
		m, err := mail.ReadMessage(strings.NewReader("Subject: " + line + "\r\nX-Next: 1\r\n\r\nbody"))
		if err != nil || len(m.Header) != 2 || m.Header.Get("X-Next") != "1" {
			t.Errorf("%q breaks the header: %v", got, err)
		}
	})
}

// FuzzRecipients looks for an address that is accepted and adds a header or a
// recipient.
func FuzzRecipients(f *testing.F) {
	f.Add("hr@example.org", "Muster <muster@example.org>")
	f.Add("\"a b\"@example.org", "=?utf-8?q?a=0d=0aBcc:_x?= <m@example.org>")
	f.Add("a@example.org,b@example.org", "a@[127.0.0.1]")
	f.Fuzz(func(t *testing.T, to, from string) {
		letter, err := notifier(t, nil).Letter(notify.Target{Type: notify.TypeMail, From: from, To: []string{to}}, message())
		if err != nil {
			return
		}
		m, err := mail.ReadMessage(strings.NewReader(string(letter)))
		if err != nil {
			t.Fatalf("%q, %q: %v in %s", to, from, err, letter)
		}
		list, err := m.Header.AddressList("To")
		if err != nil || len(list) != 1 || len(m.Header) != 8 {
			t.Errorf("%q, %q: %v, recipients %v, headers %v", to, from, err, list, m.Header)
		}
	})
}
